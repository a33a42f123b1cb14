//! The `crossread` program.

fn main() {
    let paths = std::env::args_os().skip(1).map(Into::into).collect();
    if let Err(error) = crossread::gui::window::open(paths) {
        eprintln!("crossread: {error}");
        std::process::exit(2);
    }
}
