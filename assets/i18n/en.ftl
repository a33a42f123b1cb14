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

## The program and its first screen

app-name = Crossread
welcome-what = Put the articles side by side. Mark who claims, who opines, who said what.
welcome-start = Start with articles
welcome-articles = Plain text and Markdown, several at once
welcome-articles-drop = Plain text and Markdown. Or drop files anywhere.
welcome-paste = Paste an article
welcome-paste-what = From the clipboard, with its headline and byline
welcome-open = Open an annotation set
welcome-open-what = A .ron file
welcome-sample = Try the sample lesson
welcome-sample-what = Five reports on one bridge that do not agree
welcome-recent = Recent
welcome-recent-file = { $name } · { $sources ->
    [one] 1 source
   *[other] { $sources } sources
 }, { $annotations ->
    [one] 1 annotation
   *[other] { $annotations } annotations
 }
set-untitled = New set

## Menus

menu-file = File
menu-edit = Edit
menu-annotate = Annotate
menu-source = Source
menu-view = View
menu-help = Help
top-search = Search every source
top-commands = Commands

action-new-set = New set
action-add-articles = Add articles…
action-paste-article = Paste as an article
action-open-set = Open a set…
action-open-sample = Open the sample lesson
action-save = Save
action-save-as = Save as…
action-export = Export…
action-set-details = Title and task of the set…
action-quit = Quit
action-undo = Undo
action-undo-named = Undo: { $step }
action-redo = Redo
action-redo-named = Redo: { $step }
action-find = Search every source
action-find-next = Next hit
action-find-previous = Previous hit
action-label = Mark as { $label }
action-unlabel = Take the label away
action-note = Note
action-note-on-source = Note on the whole source
action-add-part = Add the selection as a part
action-split = Split
action-merge = Merge
action-delete = Delete
action-next-annotation = Next annotation
action-previous-annotation = Previous annotation
action-switch-end = Switch between start and end
action-end-back-by-word = Move the end back by a word
action-end-on-by-word = Move the end on by a word
action-end-back-by-character = Move the end back by a character
action-end-on-by-character = Move the end on by a character
action-edit-scheme = Edit the labels…
action-name-annotator = Who annotates…
action-source-details = Details of the source…
action-remove-source = Remove the source
action-move-source-back = Move the source back
action-move-source-on = Move the source on
action-mark-done = Done reading this source
action-fold-block = Clutter or text
action-unfold-all = Show or fold all clutter
action-next-pane = Next article
action-previous-pane = Previous article
action-toggle-sources = Sources and labels
action-toggle-inspector = Chosen annotation
action-toggle-table = Table of annotations
action-history = History…
action-zoom-in = Larger
action-zoom-out = Smaller
action-zoom-reset = Actual size
action-larger-text = Larger article text
action-smaller-text = Smaller article text
action-longer-lines = Longer lines
action-shorter-lines = Shorter lines
action-theme-system = Light or dark as the system
action-theme-light = Light
action-theme-dark = Dark
action-palette = Commands…
action-shortcuts = Keyboard shortcuts
action-about = About Crossread

## Panels

sources-header = Sources · { $shown } of { $all } shown
sources-add = Add articles…
sources-show = Show beside the others
sources-hide = Hide
sources-done = { $details } · done
labels-header = Labels
labels-edit = Edit the labels…
labels-notes = Notes
labels-notes-hint = Annotations without a label
labels-row = { $name }, { $count ->
    [one] 1 annotation
   *[other] { $count } annotations
 }
labels-show = Click to show { $name } in the text
labels-hide = Click to hide { $name } in the text
panes-none = No source is shown. Click one on the left.
pane-article = Article: { $title }
pane-folded = { $lines ->
    [one] 1 line of site clutter, folded
   *[other] { $lines } lines of site clutter, folded
 }
pane-words = { $count ->
    [one] 1 word
   *[other] { $count } words
 }
note = Note
yes = Yes
no = No

annotation-header = Annotation
annotation-none = Nothing is chosen. Select words in an article to mark them, or click a mark.
annotation-tip-word = a double click selects a word
annotation-tip-sentence = a triple click selects a sentence
annotation-tip-label = give a label to what is selected
annotation-tip-next = goes to the next annotation
annotation-tip-keys = shows every key
annotation-several = { $count } annotations
annotation-label = Label
annotation-note = Note
annotation-note-hint = What should be said about it?
annotation-nobody = nobody yet
annotation-made = By { $name } · { $source }
annotation-whole-source = On the whole source
annotation-clear = Clear
annotation-not-said = Not said
annotation-take-selection = Take the selection
annotation-date-hint = 2026-03-04, 2026-03 or 2026
annotation-bad-number = This is not a number
annotation-bad-date = A date is written 2026-03-04, 2026-03 or 2026
annotation-person-hint = Name, or the words that stand for it

search-name = Search every source
search-hint = Words in articles and notes
search-running = Searching…
search-nothing = Nothing found
search-count = { $current } of { $count }
search-more = { $current } of the first { $count }
search-case = Match case
search-word = Whole words
search-notes = { $count ->
    [one] In 1 note
   *[other] In { $count } notes
 }
search-close = Close

bar-note = Note
bar-add-part = Add part

## Status line and messages

status-ready = Ready
status-no-file = Not saved yet
status-saved = Saved · { $file }
status-saving = Saving… · { $file }
status-unsaved = Changed · { $file }
status-failed = Not saved: see the message · { $file }
status-read-only = Read-only · { $file }
status-annotations = { $count ->
    [one] 1 annotation
   *[other] { $count } annotations
 }
status-annotator = Annotating as { $name }
status-no-annotator = Who annotates?
status-zoom = { $percent } %
status-cancel = Cancel
message-close = Close
work-opening = Opening…
work-articles = Reading articles…
work-exporting = Exporting…
open-one-set = Only one set can be open: the first one was taken
open-unsaved = The present set is not saved yet. Save it first, or undo what you did.
sample-opened = This is the sample lesson. Save it under a name of yours to keep what you change.
article-twice = “{ $title }” is here already and was not added again
articles-added = { $count ->
    [one] 1 article added
   *[other] { $count } articles added
 }
exported = Exported to { $path }
opened-damaged = Some of the file could not be read ({ $count ->
    [one] 1 place
   *[other] { $count } places
 }). It is left as it is; save what was read under another name. First: { $first }
opened-newer = A newer version of Crossread wrote this file. It can be read here, and saved under another name. First: { $first }
opened-findings = { $count ->
    [one] One thing to know about this file
   *[other] { $count } things to know about this file, the first
 }: { $first }
save-damaged = Some of the file could not be read, and saving over it would lose that. Save under another name.
save-newer = A newer version of Crossread wrote this file, and saving over it would lose what this one does not know. Save under another name.
save-changed-outside = Another program changed the file. Save under another name to keep both.
paste-empty = There is no text on the clipboard
source-removed = The source and what was marked in it are gone
split-where = Put the caret inside the annotation, where it is to be split
