//! ZIP files, written by hand so that they can be wrong.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// A ZIP file with these entries, packed.
pub fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in entries {
        let header = bytes.len() as u32;
        // What stands first in an OpenDocument file is not packed, so that its kind can be seen.
        let method: u16 = if *name == "mimetype" { 0 } else { 8 };
        let data = if method == 0 { content.to_vec() } else { deflated(content) };
        let sizes: Vec<u8> = [crc32fast::hash(content), data.len() as u32, content.len() as u32]
            .into_iter()
            .flat_map(u32::to_le_bytes)
            .collect();
        bytes.extend(b"PK\x03\x04\x14\0\0\0");
        bytes.extend(method.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(&sizes);
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([0; 2]);
        bytes.extend(name.as_bytes());
        bytes.extend(&data);

        directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0");
        directory.extend(method.to_le_bytes());
        directory.extend([0; 4]);
        directory.extend(&sizes);
        directory.extend((name.len() as u16).to_le_bytes());
        directory.extend([0; 12]);
        directory.extend(header.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend((entries.len() as u16).to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}
