use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use super::id::RecordKey;

/// A record that knows its own id.
pub trait Record: Clone {
    /// The kind of id.
    type Key: RecordKey;
    /// Its id.
    fn id(&self) -> Self::Key;
}

/// How many records a chunk holds before it is split: small enough to copy within some ten microseconds, large enough
/// that the list of chunks of a hundred thousand records is short.
const CHUNK: usize = 256;

/// Records in the order of their ids, copied on write in chunks.
///
/// A clone costs one reference count a chunk, so a background save, an export or a search takes a snapshot of the whole
/// set within a frame, and the next edit copies one chunk instead of everything.
#[derive(Clone)]
pub struct Table<R> {
    /// Never an empty chunk; sorted within and across.
    chunks: Vec<Arc<Vec<R>>>,
    len: usize,
}

impl<R: Record> Table<R> {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The record with this id.
    pub fn get(&self, id: R::Key) -> Option<&R> {
        let chunk = self.chunks.get(self.chunk_of(id)?)?;
        let at = chunk.binary_search_by_key(&id, R::id).ok()?;
        chunk.get(at)
    }

    /// Whether there is a record with this id.
    pub fn contains(&self, id: R::Key) -> bool {
        self.get(id).is_some()
    }

    /// Every record, in the order of ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &R> + Clone {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The records of the chunks that the two tables do not share: every record that differs is among them. For a table
    /// and its clone with a few edits, this looks at a few chunks only.
    pub(super) fn apart<'a>(&'a self, other: &'a Self) -> (Vec<&'a R>, Vec<&'a R>) {
        let chunks = |table: &'a Self| table.chunks.iter().map(Arc::as_ptr).collect::<HashSet<_>>();
        let (here, there) = (chunks(self), chunks(other));
        let without = |table: &'a Self, shared: &HashSet<*const Vec<R>>| {
            let apart = table.chunks.iter().filter(|chunk| !shared.contains(&Arc::as_ptr(chunk)));
            apart.flat_map(|chunk| chunk.iter()).collect()
        };
        (without(self, &there), without(other, &here))
    }

    /// The record with this id, to be changed. Callers keep the id as it is.
    pub(super) fn get_mut(&mut self, id: R::Key) -> Option<&mut R> {
        let chunk = self.chunk_of(id)?;
        let at = self.chunks.get(chunk)?.binary_search_by_key(&id, R::id).ok()?;
        Arc::make_mut(self.chunks.get_mut(chunk)?).get_mut(at)
    }

    /// Adds a record, or replaces the one with the same id and returns it.
    pub(super) fn insert(&mut self, record: R) -> Option<R> {
        let id = record.id();
        let Some(place) = self.chunk_of(id) else {
            self.chunks.push(Arc::new(vec![record]));
            self.len = 1;
            return None;
        };
        let chunk = Arc::make_mut(&mut self.chunks[place]);
        match chunk.binary_search_by_key(&id, R::id) {
            Ok(at) => Some(std::mem::replace(&mut chunk[at], record)),
            Err(at) => {
                chunk.insert(at, record);
                self.len += 1;
                if chunk.len() > CHUNK {
                    // Ids grow with time: a new record mostly comes last, and then a full chunk stays full.
                    let cut = if at + 1 == chunk.len() { CHUNK } else { CHUNK / 2 };
                    let rest = chunk.split_off(cut);
                    self.chunks.insert(place + 1, Arc::new(rest));
                }
                None
            }
        }
    }

    /// Takes a record out.
    pub(super) fn remove(&mut self, id: R::Key) -> Option<R> {
        let place = self.chunk_of(id)?;
        let at = self.chunks[place].binary_search_by_key(&id, R::id).ok()?;
        let chunk = Arc::make_mut(&mut self.chunks[place]);
        let record = chunk.remove(at);
        if chunk.is_empty() {
            self.chunks.remove(place);
        }
        self.len -= 1;
        Some(record)
    }

    /// The chunk in which `id` stands or would stand; `None` while the table is empty.
    fn chunk_of(&self, id: R::Key) -> Option<usize> {
        let after = self.chunks.partition_point(|chunk| chunk.first().is_some_and(|first| first.id() <= id));
        (!self.chunks.is_empty()).then(|| after.saturating_sub(1))
    }
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<R: Record> FromIterator<R> for Table<R> {
    /// Of two records with one id the later one stays.
    fn from_iter<I: IntoIterator<Item = R>>(records: I) -> Self {
        let mut all: Vec<R> = records.into_iter().collect();
        if !all.is_sorted_by(|a, b| a.id() < b.id()) {
            all.sort_by_key(R::id);
            all.reverse();
            all.dedup_by_key(|record| record.id());
            all.reverse();
        }
        let len = all.len();
        let mut chunks = Vec::with_capacity(len.div_ceil(CHUNK));
        let mut all = all.into_iter();
        loop {
            let chunk: Vec<R> = all.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                break;
            }
            chunks.push(Arc::new(chunk));
        }
        Self { chunks, len }
    }
}

impl<R: Record + PartialEq> PartialEq for Table<R> {
    /// How the records are cut into chunks depends on their history and does not count.
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<R: fmt::Debug> fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.chunks.iter().flat_map(|chunk| chunk.iter())).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::model::LinkId;

    #[derive(Clone, Debug, PartialEq)]
    struct Row(u16, u8);

    impl Record for Row {
        type Key = LinkId;
        fn id(&self) -> LinkId {
            LinkId(Uuid::from_u128(u128::from(self.0)))
        }
    }

    proptest! {
        #[test]
        fn a_table_behaves_like_a_sorted_map(steps in proptest::collection::vec((any::<bool>(), 0u16..900, any::<u8>()), 0..1500)) {
            let mut table = Table::default();
            let mut map = BTreeMap::new();
            let mut snapshots = Vec::new();
            for (n, (add, key, value)) in steps.into_iter().enumerate() {
                if add {
                    prop_assert_eq!(table.insert(Row(key, value)), map.insert(key, Row(key, value)));
                } else {
                    prop_assert_eq!(table.remove(Row(key, 0).id()), map.remove(&key));
                }
                if n % 200 == 0 {
                    snapshots.push((table.clone(), map.clone()));
                }
            }
            snapshots.push((table, map));
            for (table, map) in snapshots {
                prop_assert_eq!(table.len(), map.len());
                prop_assert!(table.iter().eq(map.values()));
                prop_assert!(map.values().all(|row| table.get(row.id()) == Some(row)));
                prop_assert_eq!(&map.values().rev().cloned().collect::<Table<Row>>(), &table);
            }
        }
    }

    #[test]
    fn an_edit_after_a_snapshot_copies_one_chunk() {
        let mut table: Table<Row> = (0..2000).map(|n| Row(n, 0)).collect();
        let snapshot = table.clone();
        table.insert(Row(700, 1));
        let shared = table.chunks.iter().zip(&snapshot.chunks).filter(|(a, b)| Arc::ptr_eq(a, b)).count();
        assert_eq!(shared, table.chunks.len() - 1);
        let (ours, theirs) = table.apart(&snapshot);
        assert!(ours.len() <= CHUNK && theirs.len() <= CHUNK);
        assert!(ours.contains(&&Row(700, 1)) && theirs.contains(&&Row(700, 0)));
    }
}
