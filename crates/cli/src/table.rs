//! Tables for people: aligned columns without lines, which also read well in a pipe.

use comfy_table::{Cell, CellAlignment, Row, Table, presets};

/// Columns that hold numbers are aligned to the right.
pub(crate) fn table(head: &[(String, CellAlignment)], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let line = |cells: Vec<String>| -> Row {
        let aligned = cells.into_iter().zip(head);
        aligned
            .map(|(text, (_, alignment))| Cell::new(text).set_alignment(*alignment))
            .collect::<Vec<_>>()
            .into()
    };
    if head.iter().any(|(title, _)| !title.is_empty()) {
        table.set_header(line(head.iter().map(|(title, _)| title.clone()).collect()));
    }
    for row in rows {
        table.add_row(line(row));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

pub(crate) fn left(title: String) -> (String, CellAlignment) {
    (title, CellAlignment::Left)
}

pub(crate) fn right(title: String) -> (String, CellAlignment) {
    (title, CellAlignment::Right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_without_lines_around_them() {
        let rows = vec![
            vec!["Rücken".into(), "5".into()],
            vec!["A".into(), "120".into()],
        ];
        let text = table(&[left("Name".into()), right("Min.".into())], rows);
        assert_eq!(text, "Name    Min.\nRücken     5\nA        120");
    }
}
