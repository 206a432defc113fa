//! Writing, so that nothing is ever half written.
//!
//! A file is written beside, synced and renamed: what stands at the path is the old text or the new one. The price is that
//! a hard link to the file keeps the old text.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use restitch::ledger::Seal;

use super::trouble::is_standard;
use super::{Trouble, folder_of};

/// Writes a file so that it holds either what it held or all of `bytes`. Through a link, the file that it leads to; an
/// existing file keeps its mode and, where allowed, its owner. A device or a pipe is written to as it is, `-` is standard
/// output.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    if is_standard(path) {
        return write_stdout(bytes);
    }
    let (target, existing) = target_of(path, ELSEWHERE)?;
    match &existing {
        Some(existing) if !existing.is_file() => {
            File::options().write(true).open(&target).and_then(|mut file| file.write_all(bytes))
        }
        _ => replace(&target, existing.as_ref(), existing.as_ref().map(Metadata::permissions), bytes),
    }
    .map_err(|error| Trouble::writing(path, &error))
}

/// Writes a new file that may be read by those who may read `like`: what it holds comes from there. Its owner may write to
/// it in any case: decisions on a protected scan are still made one after the other.
pub fn write_like(path: &Path, like: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let (target, existing) = target_of(path, "change its mode")?;
    let like = existing.or(fs::metadata(like).ok());
    let mode = like.as_ref().map(|like| writable(like.permissions()));
    replace(&target, like.as_ref(), mode, bytes).map_err(|error| Trouble::writing(path, &error))
}

#[cfg(unix)]
fn writable(mut permissions: Permissions) -> Permissions {
    use std::os::unix::fs::PermissionsExt;
    permissions.set_mode(permissions.mode() | 0o200);
    permissions
}

#[cfg(not(unix))]
fn writable(mut permissions: Permissions) -> Permissions {
    permissions.set_readonly(false);
    permissions
}

/// Looks whether [`write_atomically`] could write the file, as far as that can be known without doing it.
pub fn check_writable(path: &Path) -> Result<(), Trouble> {
    if is_standard(path) { Ok(()) } else { target_of(path, ELSEWHERE).map(drop) }
}

/// Refuses to go on when the file no longer holds what was read from it: to be called right before it is replaced.
pub fn check_unchanged(path: &Path, was_read: &Seal) -> Result<(), Trouble> {
    if was_read.fits(&super::read(path)?) {
        return Ok(());
    }
    Err(Trouble::at(path, "changed while it was being repaired, left as it is; run again"))
}

/// Makes the folders in which `path` will stand.
pub fn make_folders(path: &Path) -> Result<(), Trouble> {
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Trouble::at(folder, "is a file, not a folder; name another one"),
        _ => Trouble::writing(folder, &error),
    })
}

/// What to do about a protected file or folder where there is another way.
const ELSEWHERE: &str = "use -o FILE to write elsewhere";

/// The file behind `path`, links followed, and what it is now if it is there; a trouble, with what to `do_about` it, when it
/// may not be written.
fn target_of(path: &Path, do_about: &str) -> Result<(PathBuf, Option<Metadata>), Trouble> {
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(_) if path.is_symlink() => return Err(Trouble::at(path, "a link to a file that is not there")),
        Err(_) => path.to_path_buf(),
    };
    let existing = fs::metadata(&target).ok();
    if let Some(existing) = &existing {
        if existing.is_dir() {
            return Err(Trouble::at(path, "is a folder; name a file in it, or use --out-dir"));
        }
        // Renaming asks the folder for permission, not the file: without this, a protected file would be replaced.
        if existing.permissions().readonly() {
            return Err(Trouble::at(path, format_args!("read-only; {do_about}")));
        }
        if !existing.is_file() {
            return Ok((target, Some(existing.clone())));
        }
    }
    let folder = folder_of(&target);
    let trouble = |what: &str| Err(Trouble::at(path, format_args!("the folder {} {what}", folder.display())));
    match fs::metadata(folder) {
        Ok(metadata) if metadata.permissions().readonly() => trouble(&format!("is read-only; {do_about}")),
        Ok(_) => Ok((target, existing)),
        Err(error) if error.kind() == ErrorKind::NotFound => trouble("is not there; make it first"),
        Err(error) => Err(Trouble::writing(path, &error)),
    }
}

/// Writes beside, syncs and renames. What was written beside is gone when any of it fails.
fn replace(target: &Path, like: Option<&Metadata>, mode: Option<Permissions>, bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".restitch-");
    // Left alone, a temporary file is for its owner only; a new file is for whom the user's mask says.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut beside = builder.tempfile_in(folder_of(target))?;
    beside.write_all(bytes)?;
    if let Some(like) = like {
        keep_owner(beside.as_file(), like);
    }
    if let Some(mode) = mode {
        beside.as_file().set_permissions(mode)?;
    }
    beside.as_file().sync_all()?;
    beside.persist(target)?;
    Ok(())
}

/// Gives the file to the owner of the one it replaces. Only the administrator may; for everybody else it is theirs already,
/// or becomes so, as with any editor.
#[cfg(unix)]
fn keep_owner(file: &File, existing: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, Some(existing.uid()), Some(existing.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _existing: &Metadata) {}

/// Writes to standard output. A reader that has seen enough (`| head`) is no trouble.
pub fn write_stdout(bytes: &[u8]) -> Result<(), Trouble> {
    write_quietly(&mut io::stdout().lock(), bytes)
}

fn write_quietly(out: &mut impl Write, bytes: &[u8]) -> Result<(), Trouble> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Trouble::writing(Path::new("-"), &error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{folder, line};
    use super::*;

    fn left_over(folder: &Path) -> usize {
        fs::read_dir(folder)
            .unwrap()
            .flatten()
            .filter(|e| e.file_name().to_string_lossy().starts_with(".restitch-"))
            .count()
    }

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = folder(&["page.md", "pages/x.md"]);
        let at = |name: &str| folder.path().join(name);
        write_atomically(&at("page.md"), b"repaired").unwrap();
        write_atomically(&at("new.md"), b"new").unwrap();
        assert_eq!(
            (fs::read(at("page.md")).unwrap(), fs::read(at("new.md")).unwrap()),
            (b"repaired".into(), b"new".into())
        );

        make_folders(&at("deep/er/x.md")).unwrap();
        write_atomically(&at("deep/er/x.md"), b"").unwrap();
        assert_eq!(
            line(&folder, make_folders(&at("page.md/x.md"))),
            "page.md: is a file, not a folder; name another one"
        );

        let failed = |name: &str| line(&folder, write_atomically(&at(name), b"never"));
        assert_eq!(failed("pages"), "pages: is a folder; name a file in it, or use --out-dir");
        assert_eq!(failed("out/x.md"), "out/x.md: the folder out is not there; make it first");
        assert_eq!(failed("page.md/x.md"), "page.md/x.md: a part of the path is not a folder");
        assert_eq!(left_over(folder.path()), 0);
    }

    #[test]
    fn read_only_is_respected_even_by_the_administrator() {
        let folder = folder(&["page.md", "pages/x.md"]);
        let protect = |name: &str, readonly: bool| {
            let path = folder.path().join(name);
            let mut permissions = fs::metadata(&path).unwrap().permissions();
            permissions.set_readonly(readonly);
            fs::set_permissions(path, permissions).unwrap();
        };
        protect("page.md", true);
        let trouble = line(&folder, write_atomically(&folder.path().join("page.md"), b"never"));
        assert_eq!(trouble, "page.md: read-only; use -o FILE to write elsewhere");
        assert_eq!(line(&folder, check_writable(&folder.path().join("page.md"))), trouble);
        assert_eq!(fs::read(folder.path().join("page.md")).unwrap(), b"page.md");

        protect("pages", true);
        let trouble = line(&folder, write_atomically(&folder.path().join("pages/x.md"), b"never"));
        assert_eq!(trouble, "pages/x.md: the folder pages is read-only; use -o FILE to write elsewhere");
        assert_eq!(fs::read(folder.path().join("pages/x.md")).unwrap(), b"pages/x.md");
        protect("pages", false);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_modes_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder(&["real/page.md"]);
        let at = |name: &str| folder.path().join(name);
        fs::set_permissions(at("real/page.md"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real/page.md", at("link.md")).unwrap();
        symlink("nowhere", at("dangling.md")).unwrap();

        write_atomically(&at("link.md"), b"repaired").unwrap();
        assert!(at("link.md").is_symlink());
        assert_eq!(fs::read(at("real/page.md")).unwrap(), b"repaired");
        assert_eq!(fs::metadata(at("real/page.md")).unwrap().permissions().mode() & 0o777, 0o640);

        // A new file has the mode that any new file here has.
        fs::write(at("plain"), b"").unwrap();
        write_atomically(&at("new.md"), b"new").unwrap();
        let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode();
        assert_eq!(mode("new.md"), mode("plain"));

        let missing = "dangling.md: a link to a file that is not there";
        assert_eq!(line(&folder, write_atomically(&at("dangling.md"), b"never")), missing);
        assert_eq!(line(&folder, super::super::read(&at("dangling.md"))), missing);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn devices_are_written_to_and_not_replaced() {
        use std::os::unix::fs::FileTypeExt;
        write_atomically(Path::new("/dev/null"), b"gone").unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        let trouble = write_atomically(Path::new("/dev/full"), b"never").unwrap_err().to_string();
        assert_eq!(trouble, "/dev/full: the disk is full; make room and run again");
    }

    #[test]
    fn a_file_that_changed_underneath_is_left_alone() {
        let folder = folder(&["page.md"]);
        let path = folder.path().join("page.md");
        check_unchanged(&path, &Seal::of(b"page.md")).unwrap();
        let trouble = line(&folder, check_unchanged(&path, &Seal::of(b"before")));
        assert_eq!(trouble, "page.md: changed while it was being repaired, left as it is; run again");
    }

    #[test]
    fn a_reader_that_leaves_is_no_trouble_and_a_full_disk_is() {
        struct Failing(ErrorKind);
        impl Write for Failing {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert_eq!(write_quietly(&mut Failing(ErrorKind::BrokenPipe), b"text"), Ok(()));
        let trouble = write_quietly(&mut Failing(ErrorKind::StorageFull), b"text").unwrap_err().to_string();
        assert!(trouble.starts_with("standard output: the disk is full"), "{trouble}");
    }
}
