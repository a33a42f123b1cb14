//! A website on this computer, with pages that behave in every bad way.

use std::io::{BufRead as _, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a page does with its connection, once the request's head was read.
pub type Page = Arc<dyn Fn(&str, &mut TcpStream) + Send + Sync>;

/// The website. It serves until the test's process ends.
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Begins to serve on a port that is free. `page` gets the path that is asked for.
    pub fn start(page: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let (page, seen): (Page, _) = (Arc::new(page), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (page, seen) = (Arc::clone(&page), Arc::clone(&seen));
                thread::spawn(move || serve(stream, &page, &seen));
            }
        });
        Self { address, requests }
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The heads of all requests by now.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, page: &Page, seen: &Mutex<Vec<String>>) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while reader.read_line(&mut head).is_ok_and(|count| count > 2) {}
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.lock().unwrap().push(head);
    page(&path, &mut stream);
}

/// Answers with a status, lines of the head and a body, whose length is said.
pub fn answer(stream: &mut TcpStream, status: &str, head: &[&str], body: &[u8]) {
    let length = format!("Content-Length: {}", body.len());
    begin(stream, status, &[&[length.as_str()], head].concat());
    send(stream, body);
}

/// The beginning of an answer.
pub fn begin(stream: &mut TcpStream, status: &str, head: &[&str]) {
    let lines: String = head.iter().flat_map(|line| [*line, "\r\n"]).collect();
    send(stream, format!("HTTP/1.1 {status}\r\nConnection: close\r\n{lines}\r\n").as_bytes());
}

/// Sends bytes to somebody who may not want them any more; whether they went off.
pub fn send(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    stream.write_all(bytes).and_then(|()| stream.flush()).is_ok()
}

/// Bytes packed with gzip, without making them smaller.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    let mut chunks = bytes.chunks(60_000).peekable();
    while let Some(chunk) = chunks.next() {
        packed.push(u8::from(chunks.peek().is_none()));
        let length = chunk.len() as u16;
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(chunk);
    }
    packed.extend(crc32fast::hash(bytes).to_le_bytes());
    packed.extend((bytes.len() as u32).to_le_bytes());
    packed
}

/// A gzip file that unpacks to about 160 times its length: one letter, and then copies of it.
pub fn bomb(copies: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let mut put = |code: u32, count: u32| bits.extend((0..count).rev().map(|bit| code >> bit & 1 == 1));
    // The last block, with fixed codes (RFC 1951, sections 3.2.3 and 3.2.6).
    put(0b110, 3);
    put(0x30 + u32::from(b'a'), 8);
    for _ in 0..copies {
        // 258 bytes from one byte back.
        put(0b1100_0101, 8);
        put(0, 5);
    }
    put(0, 7);
    let mut packed = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    packed.extend(bits.chunks(8).map(|byte| byte.iter().enumerate().map(|(at, bit)| u8::from(*bit) << at).sum::<u8>()));
    let whole = vec![b'a'; 1 + copies * 258];
    packed.extend(crc32fast::hash(&whole).to_le_bytes());
    packed.extend((whole.len() as u32).to_le_bytes());
    packed
}
