//! The generated batch: the operations once more, as calls that travel together.

use super::client::{Signature, document};
use super::docs;
use super::names::{self, Package as Names, literal};
use super::package::Package;
use super::source;
use super::types::outcome;
use crate::backend::sdk::plan::Plan;

/// The file with the batch.
pub(super) fn file(plan: &Plan<'_>, names: &Names, package: &Package) -> String {
    let mut source = source();
    source.line(package.imports(&[]).trim_end());
    let interface = plan.interface;
    let title = interface.name.pascal();
    let (class, new) = (&names.batch, &names.new_batch);
    source.gap();
    docs::comment(
        &mut source,
        &[format!(
            "{class} puts calls of a server's {title} interface into a batch; the outcomes are there when the batch has been sent ([rpc.Batch.Send])."
        )],
    );
    source.block(format!("type {class} struct {{"), "}", |source| {
        source.line("binding *rpc.BatchBinding");
    });
    source.gap();
    docs::comment(
        &mut source,
        &[format!(
            "{new} puts calls of the service with the callsign {title}, or another one ([rpc.Callsign]), into a batch."
        )],
    );
    source.block(
        format!("func {new}(batch *rpc.Batch, options ...rpc.BindOption) *{class} {{"),
        "}",
        |source| {
            source.line(format!(
                "return &{class}{{rpc.BindBatch(batch, {}, {}, options...)}}",
                literal(&title),
                interface.version.major
            ));
        },
    );
    // Those whose end is told later are no calls for a batch.
    let short = plan
        .operations
        .iter()
        .filter(|operation| operation.completion.is_none());
    for operation in short {
        source.gap();
        document(plan, names, &mut source, operation);
        let signature = Signature::of(plan, operation);
        source.block(
            format!(
                "func (c *{class}) {}({}) *rpc.Pending[{}] {{",
                names::method(&operation.name),
                signature.parameters.join(", "),
                outcome(plan, Some(operation.result))
            ),
            "}",
            |source| {
                source.line(format!(
                    "return rpc.Add(c.binding, {}, {}, {})",
                    names::description(&operation.name),
                    signature.place(),
                    signature.argument
                ));
            },
        );
    }
    source.finish()
}
