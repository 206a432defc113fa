//! How wide the columns of a page may be: its bands are set on grids.
//!
//! A grid divides the page into two to six equal units, and a column is one to three of them wide. Real pages have other
//! widths, too; a band is found with those that come nearest, and then measured.

/// Units of the grids that are tried, and of a column at most.
const UNITS: std::ops::RangeInclusive<usize> = 2..=6;
const WIDEST: usize = 3;
/// A page is taken to be as wide as the widest of its rows but one in so many; and as the other, when that is so many times as
/// wide: then most of its rows have lines of some columns only.
const WIDE_BUT: usize = 8;
const WIDEST_BUT: usize = 40;
const MUCH_WIDER: f64 = 1.15;
/// Columns of a patchy band at most.
const MOST_PATCHY: usize = 3;
/// Columns of text in the narrowest column.
const NARROWEST: f64 = 8.0;

/// The columns that a band may have.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    /// How wide they are, in columns of text, from left to right.
    pub(super) widths: Vec<f64>,
    /// True where most rows have a line of some of them only: lines that stand at one height have come out as one, others by
    /// themselves.
    pub(super) patchy: bool,
}

/// The columns that a band may have on a page whose rows are so wide; first a single one.
pub(super) fn of(mut rows: Vec<usize>) -> Vec<Grid> {
    rows.sort_unstable();
    let widest_but =
        |one_in: usize| rows.get(rows.len().saturating_sub(1 + rows.len() / one_in)).map(|&row| row as f64);
    let (Some(wide), Some(widest)) = (widest_but(WIDE_BUT), widest_but(WIDEST_BUT)) else { return Vec::new() };
    let pages = [wide, widest].into_iter().take(if widest > MUCH_WIDER * wide { 2 } else { 1 });
    let mut grids = vec![Grid { widths: vec![wide], patchy: false }];
    grids.extend(pages.flat_map(on_page).map(|widths| Grid { widths, patchy: false }));
    let patchy = grids.iter().filter(|grid| (2..=MOST_PATCHY).contains(&grid.widths.len()));
    let patchy: Vec<Grid> = patchy.map(|grid| Grid { patchy: true, ..grid.clone() }).collect();
    grids.extend(patchy);
    grids
}

fn on_page(page: f64) -> impl Iterator<Item = Vec<f64>> {
    let widths = move |units: Vec<usize>| {
        let (all, room) = (units.iter().sum::<usize>(), page - (units.len() - 1) as f64);
        units.iter().map(|&own| room * own as f64 / all as f64).collect::<Vec<f64>>()
    };
    UNITS.flat_map(columns).map(widths).filter(|widths| widths.iter().all(|&width| width >= NARROWEST))
}

/// The ways to divide a grid of so many units into columns; not those that a grid of fewer units has, too.
fn columns(units: usize) -> Vec<Vec<usize>> {
    let mut open = vec![Vec::new()];
    let mut found = Vec::new();
    while let Some(columns) = open.pop() {
        let left = units - columns.iter().sum::<usize>();
        let coarser = || (2..=WIDEST).any(|d| columns.iter().all(|column| column % d == 0));
        if left > 0 {
            open.extend((1..=left.min(WIDEST)).map(|column| [columns.clone(), vec![column]].concat()));
        } else if columns.len() > 1 && !coarser() {
            found.push(columns);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_divided_into_columns_of_one_to_three_units() {
        let sorted = |units| {
            let mut columns = columns(units);
            columns.sort();
            columns
        };
        assert_eq!(sorted(2), [[1, 1]]);
        assert_eq!(sorted(3), [vec![1, 1, 1], vec![1, 2], vec![2, 1]]);
        assert!(!sorted(4).contains(&vec![2, 2]), "a grid of two units has these");
        assert_eq!((2..=6).map(|units| sorted(units).len()).sum::<usize>(), 45);
    }

    #[test]
    fn the_page_is_as_wide_as_most_of_its_rows() {
        let has = |grids: &[Grid], widths: &[f64]| grids.iter().any(|grid| grid.widths == widths);
        let grids = of([vec![101; 60], vec![140]].concat());
        assert_eq!(grids[0].widths, [101.0]);
        assert!(has(&grids, &[50.0, 50.0]));
        assert!(!has(&grids, &[69.5, 69.5]), "one row is wider");
        assert!(grids.iter().flat_map(|grid| &grid.widths).all(|&width| width >= NARROWEST));
        let grids = of([vec![61; 20], vec![101; 2]].concat());
        assert!(has(&grids, &[30.0, 30.0]) && has(&grids, &[33.0, 33.0, 33.0]));
        assert!(of(Vec::new()).is_empty());
    }
}
