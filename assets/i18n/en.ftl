# The words on the screen, in English.
#
# Short texts have no period at their end. No Title Case. "…" where more input follows.

## File dialogs, the system's and our own

ask-articles = Open articles
    .files = Articles
ask-set = Open an annotation set
    .files = Annotation sets
ask-save-set = Save the annotation set
ask-export = Export as { $format }

## Command palette

palette = Commands
    .hint = What do you want to do?
    .nothing = No command found

## Our own file dialog

path-dialog =
    .field = Path
    .list = Files
    .open = Open
    .save = Save
    .cancel = Cancel
    .parent = Parent folder
    .home = Home
    .recent = Recent folders
    .reading = Reading…
    .nothing = Nothing to show here
    .not-found = There is no such folder
    .forbidden = You may not look into this folder
    .not-a-folder = This is a file, not a folder
    .overwrite-explained = What is in it now would be lost
    .replace = Replace
    .keep = Keep
path-dialog-chosen = { $count ->
    [one] 1 file chosen
   *[other] { $count } files chosen
}
path-dialog-no-file = There is no file called “{ $name }” here
path-dialog-overwrite = Replace “{ $name }”?
path-dialog-failed = This folder cannot be read: { $reason }
