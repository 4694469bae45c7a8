// Validates every document in the folders that are given, each by the authority of its format, and prints what is
// wrong: a line for each problem, then how many documents of each kind were sound. Fails if one was not.
//
// - `*.openrpc.json`: the meta-schema that OpenRPC publishes, its schemas by that of JSON Schema,
// - `*.asyncapi.json`: AsyncAPI's own parser, whose rules begin with the published schema,
// - `*.schema.json`: the meta-schema of JSON Schema 2020-12, and every schema in it must compile,
// - `*.html`: the HTML standard's parser must find no error, and html-validate nothing in its standard rules.
//
// Examples are held against their schemas too, wherever a format says which schema they belong to.

"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { Parser } = require("@asyncapi/parser");
const { openrpcDocument } = require("@open-rpc/meta-schema");
const jsonSchemaTools = require("@json-schema-tools/meta-schema").default;
const Ajv = require("ajv");
const Ajv2020 = require("ajv/dist/2020");
const addFormats = require("ajv-formats");
const { HtmlValidate } = require("html-validate");
const parse5 = require("parse5");

const lenient = { strict: false, allErrors: true, validateFormats: true };

function describe(errors) {
    return errors.map((error) => `${error.instancePath || "/"} ${error.message}`);
}

/** References within a document that lead nowhere, wherever they stand. */
function dangling(whole) {
    const problems = [];
    JSON.stringify(whole, (key, value) => {
        if (key === "$ref" && typeof value === "string" && value.startsWith("#")) {
            const steps = value.slice(1).split("/").slice(1).map((step) =>
                decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
            if (steps.reduce((at, step) => at?.[step], whole) === undefined) {
                problems.push(`${value} cannot be resolved`);
            }
        }
        return value;
    });
    return problems;
}

/** Something that gives the validator of the schema at a place of a document. */
function compiler(ajv, whole) {
    addFormats(ajv);
    ajv.addSchema(whole, "whole");
    return (place) => {
        const steps = place.map((step) =>
            encodeURIComponent(String(step).replaceAll("~", "~0").replaceAll("/", "~1")));
        return ajv.getSchema(`whole#/${steps.join("/")}`);
    };
}

/** Something that holds a value against the schema at a place of a document. */
function checker(ajv, whole, problems) {
    const compiled = compiler(ajv, whole);
    return (place, value, what) => {
        const validate = compiled(place);
        if (!validate(value)) {
            problems.push(...describe(validate.errors).map((error) => `${what}: ${error}`));
        }
    };
}

const openrpcMeta = (() => {
    const ajv = new Ajv(lenient);
    addFormats(ajv);
    // Both name as their own meta-schema what says the same as draft 07.
    const { $schema: ofSchemas, $id, ...schemas } = jsonSchemaTools;
    const { $schema: ofDocuments, ...documents } = openrpcDocument;
    // It is referred to with and without the slash at the end of its own name.
    for (const name of [$id, $id.replace(/\/$/, "")]) {
        ajv.addSchema({ ...schemas, $id: name });
    }
    return ajv.compile(documents);
})();

function openrpc(text) {
    const whole = JSON.parse(text);
    if (!openrpcMeta(whole)) {
        return describe(openrpcMeta.errors);
    }
    const problems = dangling(whole);
    const names = whole.methods.map((method) => method.name);
    for (const name of new Set(names.filter((name, at) => names.indexOf(name) !== at))) {
        problems.push(`two methods are called ${JSON.stringify(name)}`);
    }
    if (problems.length) {
        return problems;
    }
    const check = checker(new Ajv(lenient), whole, problems);
    whole.methods.forEach((method, at) => {
        const place = `method ${JSON.stringify(method.name)}`;
        for (const { params, result } of method.examples ?? []) {
            for (const { name, value } of params) {
                const described = method.params.findIndex((param) => param.name === name);
                if (described >= 0) {
                    check(["methods", at, "params", described, "schema"], value, `${place}, example of ${name}`);
                } else if (!method["x-params"]) {
                    problems.push(`${place}: no param is called ${JSON.stringify(name)}`);
                }
            }
            if (method["x-params"] && method.params.length === 0) {
                const all = Object.fromEntries(params.map(({ name, value }) => [name, value]));
                check(["methods", at, "x-params"], all, `${place}, example of all params`);
            }
            check(["methods", at, "result", "schema"], result.value, `${place}, example of the result`);
        }
    });
    return problems;
}

async function asyncapi(text) {
    const { document, diagnostics } = await new Parser().parse(text);
    // 0 is an error, 1 a warning; what is below is advice, such as to name a licence.
    const problems = diagnostics
        .filter((problem) => problem.severity === 0 || !document)
        .map((problem) => `/${problem.path.join("/")} ${problem.message} (${problem.code})`);
    if (!document || problems.length) {
        return problems.length ? problems : ["there is no document"];
    }
    const whole = JSON.parse(text);
    const check = checker(new Ajv(lenient), whole, problems);
    for (const [name, message] of Object.entries(whole.components.messages)) {
        for (const { payload } of message.examples ?? []) {
            check(["components", "messages", name, "payload"], payload, `example of ${name}`);
        }
    }
    return problems;
}

function jsonSchema(text) {
    const whole = JSON.parse(text);
    const ajv = new Ajv2020(lenient);
    if (!ajv.validateSchema(whole)) {
        return describe(ajv.errors);
    }
    const problems = dangling(whole);
    if (problems.length) {
        return problems;
    }
    const compiled = compiler(ajv, whole);
    for (const [name, schema] of Object.entries(whole.$defs ?? {})) {
        // Compiled even if there is no example for it.
        const validate = compiled(["$defs", name]);
        for (const example of schema.examples ?? []) {
            if (!validate(example)) {
                problems.push(...describe(validate.errors).map((error) => `example of ${name}: ${error}`));
            }
        }
    }
    return problems;
}

const htmlValidate = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });

async function html(text) {
    const problems = [];
    parse5.parse(text, {
        sourceCodeLocationInfo: true,
        onParseError: (error) => problems.push(`line ${error.startLine}: ${error.code}`),
    });
    const report = await htmlValidate.validateString(text);
    for (const { messages } of report.results) {
        for (const { line, message, ruleId } of messages) {
            problems.push(`line ${line}: ${message} (${ruleId})`);
        }
    }
    return problems;
}

const kinds = [
    [".openrpc.json", openrpc],
    [".asyncapi.json", asyncapi],
    [".schema.json", jsonSchema],
    [".html", html],
];

function files(folder) {
    return fs.readdirSync(folder, { withFileTypes: true })
        .map((entry) => [entry, path.join(folder, entry.name)])
        .flatMap(([entry, file]) => (entry.isDirectory() ? files(file) : [file]))
        .sort();
}

async function main() {
    let bad = false;
    const sound = {};
    for (const file of process.argv.slice(2).flatMap(files)) {
        const kind = kinds.find(([extension]) => file.endsWith(extension));
        if (!kind) {
            console.log(`${file}: of no kind that is known`);
            bad = true;
            continue;
        }
        const [extension, validate] = kind;
        const problems = await Promise.resolve(fs.readFileSync(file, "utf8"))
            .then(validate)
            .catch((error) => [`cannot be validated: ${error.message}`]);
        for (const problem of problems) {
            console.log(`${file}: ${problem}`);
        }
        bad ||= problems.length > 0;
        sound[extension] = (sound[extension] ?? 0) + (problems.length === 0);
    }
    console.log(JSON.stringify(sound));
    process.exitCode = bad ? 1 : 0;
}

main();
