// The strictest rules that typescript-eslint has, all of them errors.

import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["*/dist/**"] },
  {
    files: ["*/src/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "tsconfig.json" } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
);
