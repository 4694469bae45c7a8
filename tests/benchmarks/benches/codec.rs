//! WebSocket frames, read and written.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use messenger::transport::frame::{self, Decoder, FrameLimits};
use std::hint::black_box;

const LIMITS: FrameLimits = FrameLimits {
    message: 1 << 20,
    unmasked: false,
};

const MASK: Option<[u8; 4]> = Some([0x37, 0xFA, 0x21, 0x3D]);

/// Reads all frames of a stream; how many messages there were.
fn decode(stream: &mut [u8]) -> usize {
    let mut decoder = Decoder::default();
    let (mut start, mut messages) = (0, 0);
    while let Ok(Some((length, said))) = decoder.decode(&mut stream[start..], LIMITS) {
        messages += usize::from(said.is_some());
        start += length;
    }
    assert_eq!(start, stream.len(), "all of it is whole");
    messages
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read frames");
    for size in [64, 1024, 16_384, 262_144] {
        for (kind, text) in [("ASCII", "m"), ("UTF-8", "\u{e9}")] {
            let payload = text.repeat(size / text.len());
            let stream = tests::streams::frame(0x81, payload.as_bytes(), MASK);
            group.throughput(Throughput::Bytes(stream.len() as u64));
            group.bench_function(BenchmarkId::new(kind, size), |bencher| {
                // Unmasking is done in place, so each run needs a copy of its own.
                bencher.iter_batched_ref(
                    || stream.clone(),
                    |stream| decode(black_box(stream)),
                    BatchSize::LargeInput,
                );
            });
        }
    }
    let piece = tests::streams::frame(0x00, &[b'm'; 64], MASK);
    let first = tests::streams::frame(0x01, &[b'm'; 64], MASK);
    let last = tests::streams::frame(0x80, &[b'm'; 64], MASK);
    let fragments = [first, piece.repeat(14), last].concat();
    group.throughput(Throughput::Bytes(fragments.len() as u64));
    group.bench_function("16 fragments of 64 bytes", |bencher| {
        bencher.iter_batched_ref(
            || fragments.clone(),
            |stream| decode(black_box(stream)),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn write(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("write a frame");
    for size in [64, 1024, 16_384] {
        let payload = vec![b'm'; size];
        let mut out = Vec::new();
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter(|| {
                out.clear();
                frame::write_text(&mut out, [b"head", black_box(&payload), b"tail"]);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, read, write);
criterion_main!(benches);
