//! Tables and pictures.

use crate::curve::Curve;
use crate::subject::Subject;
use crate::suite::{Figure, Suite, Work};
use anyhow::{Context, Result};
use plotters::prelude::*;
use std::fmt::Write;
use std::path::Path;

/// What was measured of one subject: a figure a round.
pub(crate) struct Row {
    pub(crate) subject: Subject,
    pub(crate) figures: Vec<Figure>,
}

impl Row {
    /// The figure in the middle, by cost.
    pub(crate) fn median(&self) -> Figure {
        let mut figures = self.figures.clone();
        figures.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        figures.get(figures.len() / 2).copied().unwrap_or_default()
    }

    /// The lowest cost: that with the least disturbance.
    pub(crate) fn least(&self) -> f64 {
        let costs = self.figures.iter().map(|figure| figure.cost);
        costs.fold(f64::INFINITY, f64::min)
    }
}

/// The rows of a suite as Markdown, compared with the first.
pub(crate) fn table(suite: &Suite, rows: &[Row]) -> String {
    let mut text = String::new();
    if suite.work == Work::Idle {
        for row in rows {
            let cost = row.median().cost;
            writeln!(
                text,
                "| {} | {} | {cost:.0} B | | | |",
                suite.name,
                row.subject.name()
            )
            .expect("a String takes everything");
        }
        return text;
    }
    let Some(base) = rows.first() else {
        return text;
    };
    for row in rows {
        let Figure {
            cost,
            rate,
            median,
            p99,
        } = row.median();
        writeln!(
            text,
            "| {} | {} | {cost:.2} µs | {:.2} ({:.2}) | {rate:.0} | {median} / {p99} µs |",
            suite.name,
            row.subject.name(),
            cost / base.median().cost,
            row.least() / base.least(),
        )
        .expect("a String takes everything");
    }
    text
}

/// The head of the table.
pub(crate) const TABLE_HEAD: &str = "\
| suite | who | processor time an operation | times the first (of minima) | operations a second | p50 / p99 |\n\
|---|---|---|---|---|---|\n";

/// The rows of a curve as Markdown.
pub(crate) fn curve_table(curve: &Curve, points: &[(usize, Vec<Row>)]) -> String {
    let mut text = format!("| {} |", curve.axis);
    let subjects = points.first().map_or(&[][..], |(_, rows)| rows);
    for row in subjects {
        write!(text, " {} |", row.subject.name()).expect("a String takes everything");
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(subjects.len()));
    text.push('\n');
    for (size, rows) in points {
        write!(text, "| {size} |").expect("a String takes everything");
        for row in rows {
            write!(text, " {} |", cost(curve, row)).expect("a String takes everything");
        }
        text.push('\n');
    }
    text
}

fn cost(curve: &Curve, row: &Row) -> String {
    let cost = row.median().cost;
    match (curve.suite)(curve.sizes[0]).work {
        Work::Idle => format!("{cost:.0} B"),
        _ => format!("{cost:.2} µs"),
    }
}

/// Draws a curve; both axes are logarithmic.
pub(crate) fn plot(curve: &Curve, points: &[(usize, Vec<Row>)], path: &Path) -> Result<()> {
    let suite = (curve.suite)(curve.sizes[0]);
    let unit = match suite.work {
        Work::Idle => "bytes a connection".to_owned(),
        _ => format!("µs of processor time a {}", suite.operation()),
    };
    // None lies at zero, which a logarithmic axis does not have.
    let x = |size: usize| size.max(1) as f64;
    let costs = points
        .iter()
        .flat_map(|(_, rows)| rows.iter().map(|row| row.median().cost));
    let (low, high) = costs.fold((f64::INFINITY, 0.0_f64), |(low, high), cost| {
        (low.min(cost), high.max(cost))
    });
    let first = x(points.first().context("a point")?.0);
    let last = x(points.last().context("a point")?.0);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (720, 400)).into_drawing_area();
        let drawn = |error: DrawingAreaErrorKind<_>| anyhow::anyhow!("{error}");
        area.fill(&WHITE).map_err(drawn)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(curve.title, ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(42)
            .y_label_area_size(64)
            .build_cartesian_2d(
                (first..last).log_scale(),
                (low / 2.0..high * 2.0).log_scale(),
            )
            .map_err(drawn)?;
        chart
            .configure_mesh()
            .x_desc(curve.axis)
            .y_desc(unit)
            .light_line_style(WHITE)
            .draw()
            .map_err(drawn)?;
        let colours = [
            RGBColor(0x99, 0x99, 0x99),
            RGBColor(0x55, 0x55, 0x55),
            RGBColor(0x00, 0x5A, 0xB5),
        ];
        let subjects = points.first().map_or(0, |(_, rows)| rows.len());
        for number in 0..subjects {
            let colour = colours[(colours.len() - subjects + number).min(colours.len() - 1)];
            let line = points
                .iter()
                .map(|(size, rows)| (x(*size), rows[number].median().cost));
            chart
                .draw_series(LineSeries::new(line.clone(), colour.stroke_width(2)))
                .map_err(drawn)?
                .label(points[0].1[number].subject.name())
                .legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2))
                });
            let dots = line.map(|place| Circle::new(place, 3, colour.filled()));
            chart.draw_series(dots).map_err(drawn)?;
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .background_style(WHITE)
            .border_style(RGBColor(0xCC, 0xCC, 0xCC))
            .draw()
            .map_err(drawn)?;
        area.present().map_err(drawn)?;
    }
    std::fs::write(path, svg).with_context(|| path.display().to_string())
}
