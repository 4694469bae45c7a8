//! A run on the command line: its steps, with what they have to say.

use super::note;
use super::report::{Format, all_sound, style};
use crate::diagnostic::render_all;
use crate::generation::{Definitions, Made, Output};
use crate::lint::Levels;

/// Reads the definitions of outputs and tells their problems; `None` if one has errors.
pub(super) fn load<'a>(
    outputs: impl IntoIterator<Item = &'a Output>,
    levels: &Levels,
    format: Format,
) -> anyhow::Result<Option<Definitions>> {
    let definitions = Definitions::load(outputs, levels);
    Ok(all_sound(&definitions, format)?.then_some(definitions))
}

/// Makes the files of outputs and shows what back ends have to say; `None` if that is an error.
pub(super) fn make<'a>(
    outputs: &'a [Output],
    definitions: &'a Definitions,
) -> anyhow::Result<Option<Made<'a>>> {
    let made = Made::new(outputs, definitions)?;
    let mut sound = true;
    for (loaded, problems) in &made.problems {
        let report = render_all(problems, &loaded.sources, style());
        note(report.trim_end_matches('\n'));
        sound &= !problems.has_errors();
    }
    if !sound {
        note("\na back end refuses the interface; nothing is written");
    }
    Ok(sound.then_some(made))
}
