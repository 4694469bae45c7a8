//! The compiler: reading a definition, and writing what each target makes of it.

use codegen::{LoadOptions, Options, Target, load_text};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;

/// A definition with so many methods, each with params and a result of its own.
fn definition(methods: usize) -> String {
    let mut text = String::from(
        r#"{"info":{"class":"Large","version":"1.0.0","description":"Large."},"methods":{"#,
    );
    for number in 0..methods {
        let comma = if number == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}"method{number}":{{"summary":"Does number {number}","params":{{"type":"object","properties":{{
            "name":{{"type":"string","description":"A name","example":"Bob"}},
            "state":{{"type":"string","enum":["on{number}","off{number}"],"description":"A state","example":"on{number}"}},
            "count":{{"type":"integer","size":16,"signed":false,"description":"A count","example":7}}}},
            "required":["name","state"]}},"result":{{"type":"object","properties":{{
            "value{number}":{{"type":"boolean","description":"A value","example":true}}}},"required":["value{number}"]}},
            "errors":[{{"description":"It failed","message":"ERROR_GENERAL"}}]}}"#
        )
        .expect("a String takes everything");
    }
    text.push_str("}}");
    text
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read a definition");
    group.sample_size(20);
    for methods in [10, 100, 1000] {
        let text = definition(methods);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("methods", methods), |bencher| {
            bencher.iter(|| {
                load_text("large.json", black_box(&text), &LoadOptions::default())
                    .interface
                    .is_some()
            });
        });
    }
    group.finish();
}

fn write(criterion: &mut Criterion) {
    for methods in [10, 100, 1000] {
        let loaded = load_text("large.json", definition(methods), &LoadOptions::default());
        let interface = loaded.interface.expect("the definition has no errors");
        let mut group = criterion.benchmark_group(format!("write {methods} methods"));
        group.sample_size(20);
        for target in Target::ALL {
            group.bench_function(target.name(), |bencher| {
                bencher.iter(|| {
                    target
                        .generate(black_box(&interface), &Options::default())
                        .len()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, read, write);
criterion_main!(benches);
