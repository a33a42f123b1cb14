# The words on the screen, in English.
#
# Short texts have no period at their end. No Title Case. "…" where more input follows.

## File dialogs, the system's and our own

ask-articles = Open articles
    .files = Articles
ask-folder = Add a folder of articles
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
    .take-folder = Take this folder
    .cancel = Cancel
    .parent = Parent folder
    .folder = Folder
    .home = Home
    .documents = Documents
    .started = Started here
    .several = Ctrl or Shift and click: several files
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
path-dialog-go-to = Go to { $folder }
path-dialog-no-file = There is no file called “{ $name }” here
path-dialog-overwrite = Replace “{ $name }”?
path-dialog-failed = This folder cannot be read: { $reason }

## The program and its first screen

app-name = Crossread
welcome-what = Put the articles side by side. Mark who claims, who opines, who said what.
welcome-start = Start with articles
welcome-articles = PDF, Word, OpenDocument, RTF, plain text and Markdown, several at once
welcome-articles-drop = PDF, Word, OpenDocument, RTF, plain text and Markdown. Or drop files anywhere.
welcome-web = Add from the web
welcome-web-what = One page or many, by their addresses
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
    .letter = F
menu-edit = Edit
    .letter = E
menu-annotate = Annotate
    .letter = A
menu-source = Source
    .letter = S
menu-view = View
    .letter = V
menu-help = Help
    .letter = H
top-search = Search every source
top-commands = Commands

action-new-set = New set
action-add-articles = Add articles…
action-add-folder = Add a folder…
action-add-from-web = Add from the web…
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
action-people = People…
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
action-history = History
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

date = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] June
    [7] July
    [8] Aug
    [9] Sept
    [10] Oct
    [11] Nov
   *[other] Dec
 }

sources-header = Sources · { $shown } of { $all } shown
sources-add = Add articles…
sources-show = Show beside the others
sources-hide = Hide
sources-beside = Show beside the others: { $title }
sources-chosen = { $count ->
    [one] 1 source chosen
   *[other] { $count } sources chosen
 }
sources-edit-chosen = Details…
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
pane-folded-marks = { $count ->
    [one] 1 mark
   *[other] { $count } marks
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
annotation-unsigned = No name given yet · { $source }
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

# “Kept” is what the journal has on the disk, “saved” what the set's own file has.
status-ready = Ready
status-ready-explained = Nothing needs saving
status-no-file = No file yet
status-no-file-explained = Nothing was changed. What you do is kept as you do it; save it to give it a file.
status-kept-no-file = Kept · no file yet
status-kept-no-file-explained = Everything you did is on the disk and comes back after a crash. Save it to give it a file of its own.
status-soon-no-file = Not kept yet… · no file yet
status-refused-no-file = Not kept · no file yet
status-nowhere-no-file = Not saved yet
status-nowhere-explained = What you do is only in this window until you save it
status-saved = Saved · { $file }
status-saved-explained = The file holds everything you did
status-elsewhere-explained = The file holds everything you did. What you do next is kept in the program’s own folder, since no journal can be written beside the file.
status-kept = Kept, not yet saved · { $file }
status-kept-explained = Everything you did is on the disk and comes back after a crash. The file follows by itself after a short rest.
status-soon = Not kept yet… · { $file }
status-soon-explained = The last change is on its way to the disk
status-refused = Not kept · { $file }
status-refused-explained = The disk does not take what you do: see the message
status-unsaved = Changed · { $file }
status-unsaved-explained = The file follows by itself after a short rest
status-saving = Saving… · { $file }
status-saving-kept = Kept, saving… · { $file }
status-failed = Neither kept nor saved · { $file }
status-failed-explained = Your last changes are only in this window: see the message
status-failed-soon = Not saved · { $file }
status-failed-kept = Kept, but not saved · { $file }
status-failed-kept-explained = Everything you did is on the disk, but not in the file: see the message
status-read-only = Read-only · { $file }
status-read-only-explained = You can look at everything. To change something, save under another name.
status-read-only-kept = Kept, but this file stays as it is · { $file }
status-read-only-kept-explained = What you did is on the disk, apart from the file. Save it under another name.
status-read-only-soon = Not kept yet… · { $file }
status-read-only-refused = Not kept, and this file stays as it is · { $file }
status-read-only-refused-explained = What you did is only in this window. Save it under another name.
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
work-articles-counted = Reading articles, { $done } of { $all }
work-exporting = Exporting…
work-saving-first = Saving the present set first…
open-one-set = Only one set can be open: the first one was taken
sample-opened = This is the sample lesson. Save it under a name of yours to keep what you change.
articles-added = { $count ->
    [one] 1 article added
   *[other] { $count } articles added
 }
articles-none = There is no article in it
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
save-held-elsewhere = Another window has this file open. Save under another name to keep what you do here.
told-undone = Undone: { $step }
told-redone = Redone: { $step }
ask-who = Who is marking? A name lets others see whose work this is.
paste-empty = There is no text on the clipboard
source-removed = The source and what was marked in it are gone
folded-with-marks = { $count ->
    [one] 1 mark is in what was folded. It is still there
   *[other] { $count } marks are in what was folded. They are still there
 }
split-where = Put the caret inside the annotation, where it is to be split

## What dialogs share

dialog =
    .save = Save
    .cancel = Cancel
    .close = Close
    .discard-question = Throw away what was changed here?
    .discard = Throw away
    .keep-editing = Keep editing

## What the set is

set-dialog =
    .title = Details of the set
    .name = Title
    .role = What it is for
    .work = Own work
    .work-hint = Articles, and what you mark in them
    .assignment = Assignment
    .assignment-hint = Articles and a task, to be given out
    .hand-in = Hand-in
    .hand-in-hint = An answer to an assignment
    .key = Key
    .key-hint = What the answers to an assignment are held against
    .task = Task

## Who annotates

annotator-dialog =
    .title = Who is annotating?
    .name = Your name
    .hint = The name is written into the set with everything you mark, so whoever gets the file can read it

## Closing a set that is not saved

closing-dialog =
    .title = Save the set before closing?
    .title-refused = Close without saving?
    .question = This set has no file yet: { $sources ->
        [one] 1 article
       *[other] { $sources } articles
    } and { $annotations ->
        [one] 1 annotation
       *[other] { $annotations } annotations
    } would be lost
    .save = Save…
    .discard = Discard
    .elsewhere = Save elsewhere…
    .anyway = Close all the same
closing-refused = “{ $file }” does not hold your last changes
closing-refused-no-file = This set could not be saved
closing-slow = “{ $file }” is still being saved: the disk takes its time
closing-read-only = “{ $file }” may not be written over, and you have changed something

## About

about-dialog =
    .title = Crossread
    .version = Version { $version }
    .what = Read articles about one event side by side and mark who claims, who opines and who said what
    .licence = Licensed under { $licence }
    .fonts = Bundled fonts

## The label scheme

scheme-dialog =
    .title = Labels
    .labels = Labels
    .locked = The labels belong to the assignment and cannot be changed here
    .no-labels = There is no label yet; + adds one
    .add-label = Add a label
    .label-up = Move the label up
    .label-down = Move the label down
    .remove-label = Remove the label
    .name = Name
    .description = When to use it
    .colour = Colour
    .underline = Underline
    .shortcut = Key
    .no-shortcut = None
    .attributes = What can be said about it
    .heir = Give them the label
    .no-heir = There is no other label that could take them. Add one and save first, or keep this one
    .merge = Move them and remove the label
    .keep = Keep the label
    .attribute-name = Name of the attribute
    .attribute-description = What is asked
    .attribute-hint = An attribute is something you can say about a passage with this label
    .kind = Kind of answer
    .options = Answers to choose from
    .attribute-up = Move the attribute up
    .attribute-down = Move the attribute down
    .remove-attribute = Remove the attribute
    .add-attribute = Add an attribute
    .add-option = Add an answer
    .nameless-label = A label has no name
    .role = Treated by Crossread as
    .no-name = No name
    .attribute-role = Says
    .scales = Scales for verdicts
    .scales-hint = A verdict on a statement is a step of a scale; + adds one
    .add-scale = Add a scale
    .remove-scale = Remove the scale
    .nameless-scale = A scale has no name
    .steps = Steps, from one end to the other
    .add-step = Add a step
    .true = true
    .mixed = mixed
    .false = false
scheme-role =
    .none = nothing in particular
    .claim = a claim: could be shown true or false
    .opinion = an opinion: a matter of values
    .quote = a quote: somebody’s words
    .speaker = who is quoted
    .cue = the words that introduce a quotation
    .form = how somebody’s words are given
    .holder = whose opinion it is
    .target = what an opinion is about
    .polarity = for or against
    .kind = what a claim is about
    .checkable = whether a claim can be checked
    .hedge = the words that weaken a claim
scheme-kind =
    .choice = one of several answers
    .several = several answers
    .text = text
    .number = number
    .yes-no = yes or no
    .date = date
    .person = person
    .span = passage
colour =
    .blue = Blue
    .vermilion = Vermilion
    .green = Green
    .amber = Amber
    .sky = Sky blue
    .purple = Purple
    .olive = Olive
    .gray = Grey
underline =
    .solid = Solid
    .dashed = Dashed
    .double = Double
    .dotted = Dotted
    .wavy = Wavy
scheme-label = { $name }, { $count ->
    [one] 1 annotation
   *[other] { $count } annotations
}
scheme-new-label = New label { $number }
scheme-digit-taken = { $digit } (now { $label })
scheme-same-labels = Two labels are called “{ $name }”
scheme-same-digit = The key { $digit } is given to “{ $first }” and to “{ $second }”
scheme-nameless-attribute = An attribute of “{ $label }” has no name
scheme-same-attributes = Two attributes of “{ $label }” are called “{ $name }”
scheme-nameless-option = An answer of “{ $attribute }” has no name
scheme-same-options = Two answers of “{ $attribute }” are called “{ $name }”
scheme-same-scales = Two scales are called “{ $name }”
scheme-nameless-step = A step of “{ $scale }” has no name
scheme-same-steps = Two steps of “{ $scale }” are called “{ $name }”
scheme-step-in-use = { $count ->
    [one] in 1 statement
   *[other] in { $count } statements
}
scheme-scale-in-use = { $count ->
    [one] 1 statement has a verdict on this scale, so it stays
   *[other] { $count } statements have a verdict on this scale, so it stays
}
scheme-remove = “{ $name }” marks { $count ->
    [one] 1 annotation
   *[other] { $count } annotations
}. Where should it go?
scheme-values-lost = { $count ->
    [one] 1 value of its attributes is lost
   *[other] { $count } values of its attributes are lost
}
scheme-moves = { $count ->
    [one] 1 annotation moves
   *[other] { $count } annotations move
} from “{ $from }” to “{ $into }”
scheme-attribute = { $name } · { $kind }
scheme-attribute-options = { $name } · { $kind } · { $options }
scheme-attribute-in-use = { $count ->
    [one] 1 annotation has an answer here, so the attribute and its kind stay
   *[other] { $count } annotations have an answer here, so the attribute and its kind stay
}
scheme-option = Answer { $number }
scheme-option-up = Move answer { $number } up
scheme-option-down = Move answer { $number } down
scheme-remove-option = Remove answer { $number }
scheme-option-in-use = { $count ->
    [one] in 1 annotation
   *[other] in { $count } annotations
}

## The people

people-dialog =
    .title = People
    .people = Who is quoted or holds an opinion
    .add = Add a person
    .remove = Remove the person
    .remove-unused = Remove who is named nowhere
    .nobody = There is nobody yet; + adds a person
    .nameless = Somebody here has no name
    .name = Name
    .function = Function
    .kind = How the articles name them
    .named = By name
    .unnamed = Without a name
    .collective = A group or body
    .other-names = Other names, one a line
    .note = Note
    .same-as = The same as
    .somebody-else = Nobody else
    .merge = Merge
people-row = { $name }, in { $count ->
    [one] 1 annotation
   *[other] { $count } annotations
}
people-uses = { $count ->
    [0] No annotation names them
    [one] 1 annotation names them
   *[other] { $count } annotations name them
}
people-merged = “{ $from }” becomes “{ $into }”

## A month to choose a day from

calendar =
    .name = Calendar
    .open = Open the calendar
    .close = Close the calendar
    .back = A month back
    .on = A month on
    .only-month = Only the month, without a day
    .only-year = Only the year
calendar-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[other] December
 }
calendar-weekday = { $day ->
    [1] Mo
    [2] Tu
    [3] We
    [4] Th
    [5] Fr
    [6] Sa
   *[other] Su
 }

## Annotations as a table

table =
    .name = Annotations
    .label = Label
    .passage = Passage
    .source = Source
    .note = Note
    .annotator = Annotator
    .place = Place
    .changed = Changed
    .filter = Filter passages and notes
    .filter-label = Show label
    .filter-source = Show source
    .filter-annotator = Show annotator
    .all-labels = All labels
    .no-label = No label
    .all-sources = All sources
    .all-annotators = Everybody
    .nothing = No annotation fits the filters
    .nothing-yet = Nothing is marked yet
    .set-label = Set label
    .set-label-hint = Answers that the new label does not have are dropped
    .delete = Delete
    .choose-none = Choose none
table-count = { $shown } of { $total ->
    [one] 1 annotation
   *[other] { $total } annotations
}
table-chosen = { $count } chosen
table-row = { $label }: “{ $quote }”, { $source }

## The details of a source

## Articles that come in

web-dialog =
    .title = Add from the web
    .addresses = Addresses
    .one-a-line = One address a line, as the browser shows it
    .what = Each page is fetched once, when you press Fetch. Its website learns your network address and that Crossread asks.
    .fetch = Fetch
web-wrong = { $address }: { $why }

arrivals-dialog =
    .title = What came in
    .choice = what to do
    .skip = Leave it out
    .add = Add it all the same
    .skip-all = Leave all out
    .add-all = Add all
    .done = Done
    .not-read = It was not read, since you cancelled before
arrivals-add = { $count ->
    [one] Add 1 article
   *[other] Add { $count } articles
 }
arrivals-added = { $count } added
arrivals-twins = { $count } here already
arrivals-refused = { $count } refused
arrivals-not-read = { $count } not read
arrivals-passed-over = { $count ->
    [one] 1 other file passed over
   *[other] { $count } other files passed over
 }
arrivals-too-many = There are more articles in a folder than are taken at once
arrivals-same-text = The same text as “{ $title }”
arrivals-same-address = The same address as “{ $title }”, and another text
arrivals-line-added = Added as “{ $title }”

source-dialog-several = { $count ->
    [one] Details of 1 source
   *[other] Details of { $count } sources
 }
source-dialog =
    .title = Details of the source
    .differ = They differ
    .differ-hint = What differs stays as it is, unless you write something
    .modified = Last changed
    .modified-hint = As the outlet says
    .description = What the outlet says that it is about
    .found = How it was found
    .use-archive = Use the Internet Archive’s address
    .use-archive-hint = For the day on which the text came in. Nobody asks the Archive whether it has a copy
    .archive-will-be = Filled in on saving, where there is an address and no archived copy yet
    .final-address = Answered from
    .response-date = Answered on
    .headline = Headline
    .outlet = Outlet
    .byline = Byline
    .address = Address
    .archive = Address of an archived copy
    .published = Published
    .published-hint = Year, month, day: 2026-03-04, or only 2026-03
    .published-wrong = This is not a date such as 2026-03-04
    .age = Age as printed
    .age-hint = In place of a date: 6 months ago
    .language = Language
    .language-hint = A code such as en, de-AT or ar
    .language-wrong = This is not a code such as en or de-AT
    .direction = Direction
    .left-to-right = Left to right
    .right-to-left = Right to left
    .rights = Rights
    .translation-of = Translation of
    .no-translation = None of these sources
    .note = Note
    .facts = About the text
    .words = Words
    .characters = Characters
    .encoding = Encoding
    .came-in = Came in
    .origin = From
    .original-hash = SHA-256 of the original
    .text-hash = SHA-256 of the text

## The history

history-header = History
history-hint = A click goes back, or forth again, to that step
history-close = Close the history
history-beginning = Beginning
history-now = now
history-undone = undone
history-before = { $day }, before the restart
history-passage = { $step }: “{ $words }”
history-add-sources = { $count ->
    [one] Add “{ $subject }”
   *[other] Add { $count } sources
}
history-remove-source = Remove “{ $subject }”
history-move-source = Move “{ $subject }”
history-edit-source = { $count ->
    [one] Edit the details of “{ $subject }”
   *[other] Edit the details of { $count } sources
}
history-update-source = New version of “{ $subject }”
history-fold-blocks = { $count ->
    [one] Fold a paragraph
   *[other] Fold { $count } paragraphs
}
history-unfold-blocks = { $count ->
    [one] Unfold a paragraph
   *[other] Unfold { $count } paragraphs
}
history-annotate = Mark as { $subject }
history-annotate-note = Add a note
history-remove-annotations = { $count ->
    [one] Delete “{ $subject }”
   *[other] Delete { $count } annotations
}
history-change-extent = Change the extent of “{ $subject }”
history-change-label = { $count ->
    [one] Change the label to { $subject }
   *[other] Change { $count } labels to { $subject }
}
history-remove-label = { $count ->
    [one] Take the label away
   *[other] Take { $count } labels away
}
history-change-attribute = { $count ->
    [one] Change { $subject }
   *[other] Change { $subject } of { $count } annotations
}
history-change-note = Change the note on “{ $subject }”
history-add-part = Add a part to “{ $subject }”
history-split = Split “{ $subject }”
history-merge = Merge { $count } annotations
history-edit-scheme = Edit the labels
history-merge-labels = Remove the label { $subject }
history-edit-details = Edit the details of the set
history-add-person = Add { $subject } to the people
history-edit-people = Edit the people ({ $subject })
history-name-annotator = Name the annotator { $subject }
history-set-progress = Change the progress in “{ $subject }”
history-restore-backup = Restore the version of { $subject }
history-restore-work = Restore work that was not saved
history-merge-copy = Merge with “{ $subject }”

## Every key

shortcuts-dialog =
    .title = Keyboard
    .filter = Find a command or a key
    .nothing = No key found
    .pane = In an article
    .elsewhere = Everywhere else
shortcuts-label = Mark as { $label }
shortcuts-pane =
    .move = Move the cursor
    .word = Move by words
    .paragraph = Move by paragraphs
    .line = Start and end of the line
    .text = Start and end of the article
    .page = Move by a page
    .select = With any of these: select
    .all = Select the whole article
    .enter = Choose the annotation at the cursor
    .esc = Drop the selection, then the choice
    .double-click = Double click: select a word
    .triple-click = Triple click: select a sentence
    .copy = Copy what is selected
    .shift-click = Shift and click: select up to there
    .ctrl-click = Ctrl and click on a mark: choose it besides the others
    .drag-end = Drag an end of the chosen mark: move it
    .drag-head = Drag a headline: put the article elsewhere
    .click-again = Click again where several overlap: choose the next one

shortcuts-else =
    .letters = Open a menu
    .menus = Open the first menu, or close it
    .in-menus = In the menus: go on
    .next = To the next field or button, and back
    .lists = In a list: choose
    .choices = Among choices side by side: choose
    .accept = In a dialog: do what the blue button does
    .close = In a dialog or menu: close it
    .search = In the search: next hit, previous hit
    .search-end = In the search: close it with the hit selected
    .table = In the table: go from row to row
    .table-range = In the table: choose several
    .table-all = In the table: choose all
    .table-show = In the table: show the passage
    .path = In the file dialog: complete the name
    .path-range = In the file dialog: choose several

## Export

export-dialog =
    .title = Export
    .export = Export…
    .whole = This format holds everything that is in the set
    .lost = What this format cannot hold
    .changed = What looks different in this format

## Days and moments

day-today = today
day-yesterday = yesterday
day-of-year = { $day } { $year }
moment = { $day }, { $time }
moments = { $from } to { $to }

## What differs between two sets

changes-none = Nothing that you can see
changes-sources-added = { $count ->
    [one] 1 article added
   *[other] { $count } articles added
}
changes-sources-removed = { $count ->
    [one] 1 article removed
   *[other] { $count } articles removed
}
changes-sources-changed = { $count ->
    [one] 1 article changed
   *[other] { $count } articles changed
}
changes-annotations-added = { $count ->
    [one] 1 annotation added
   *[other] { $count } annotations added
}
changes-annotations-removed = { $count ->
    [one] 1 annotation removed
   *[other] { $count } annotations removed
}
changes-annotations-changed = { $count ->
    [one] 1 annotation changed
   *[other] { $count } annotations changed
}
changes-notes-changed = { $count ->
    [one] 1 note changed
   *[other] { $count } notes changed
}
changes-labels-changed = { $count ->
    [one] 1 annotation given another label
   *[other] { $count } annotations given another label
}
changes-extents-changed = { $count ->
    [one] 1 annotation given other words
   *[other] { $count } annotations given other words
}
changes-statements = { $count ->
    [one] 1 statement changed
   *[other] { $count } statements changed
}
changes-links = { $count ->
    [one] 1 link changed
   *[other] { $count } links changed
}
changes-people = { $count ->
    [one] 1 person changed
   *[other] { $count } people changed
}
changes-scheme = The labels were edited
changes-set = Title or task of the set changed
changes-progress = { $count ->
    [one] 1 article marked as read, or as not read
   *[other] { $count } articles marked as read, or as not read
}
changes-added = { $what } added
changes-changed = { $what } changed
changes-removed = { $what } removed
changes-what-annotation = annotation
changes-what-note = note
changes-what-label = label
changes-what-extent = words
changes-what-source = article
changes-annotation = { $label }: “{ $quote }” · { $source }

## Work that was found again

recovery-dialog =
    .title = Work that was not saved is still here
    .title-copy = Work on an earlier version of this file is still here
    .title-look = What restoring brings back
    .title-aside = Put this work aside?
    .restore = Restore
    .copy = Open as a copy
    .look = Look first
    .look-hint = This is how the restored set differs from the file
    .aside = Put aside…
    .aside-now = Put aside
    .back = Back
    .later = Nothing is lost if you close this with Esc: you can restore it from the File menu, and are asked again the next time. If you change the set before that, this work is put aside beside the file.
    .aside-question = The file stays as it was last saved, and you are not asked about this work again. Its journal is kept.
    .aside-question-no-file = You are not asked about this work again. Its journal is kept.
recovery-question = The program stopped before this was saved in “{ $file }”
recovery-question-copy = Another program has replaced “{ $file }” since this work was done, so it cannot go into that file. You can have it as a set of its own; the file stays as it is.
recovery-steps = { $count ->
    [one] 1 step
   *[other] { $count } steps
} · { $when }
recovery-bullet = · { $text }
recovery-refused = { $count ->
    [one] 1 step does not fit any more and is left out
   *[other] { $count } steps do not fit any more and are left out
}
recovery-trouble = Part of the journal cannot be read, and everything before that is here: { $what }
recovery-aside-where = It stays in the folder { $folder }
recovered = Restored { $count ->
    [one] 1 step
   *[other] { $count } steps
}
recovered-copy = This is a copy with the restored work. Save it under a name of its own.
recovery-put-aside = Put aside as { $path }
recovery-undecided = Work that was not saved is still here, and not yet restored
action-recover = Restore unsaved work…
welcome-left = Work that was not saved
welcome-left-what = { $annotations ->
    [one] 1 annotation
   *[other] { $annotations } annotations
} in { $sources ->
    [one] 1 article
   *[other] { $sources } articles
} · { $when }

## A file that another window has open

held-dialog =
    .title = This set is open elsewhere
    .hint = Two windows that write one file would overwrite each other. You can look at everything here, or work on a copy.
    .look = Look at it
    .copy = Work on a copy…
    .again = Try again
held-unknown = Another window or program has “{ $file }” open
held-here = Another window of { $program } on this computer has “{ $file }” open since { $since }
held-there = { $program } on the computer “{ $host }” has “{ $file }” open since { $since }
open-already = This set is open here already

## When the disk refuses

trouble-save = “{ $file }” could not be saved
trouble-save-no-file = The set could not be saved
trouble-changed-outside = Another program has changed “{ $file }”, and it was not overwritten
trouble-journal = What you do is not kept at the moment
trouble-changed-outside-why = Compare the two to bring them together, or save yours under another name
trouble-compare = Compare…
kept-nothing = You have changed nothing here since
trouble-elsewhere = Save elsewhere…
trouble-again = Try again
kept-beside = Everything you did is kept in the journal beside the file, and offered again when you open it
kept-elsewhere = Everything you did is kept in the program’s own folder, and offered again when you open the file
kept-without-file = Everything you did is kept in the program’s own folder, and offered again at the next start
kept-nowhere = Your last changes are only in this window until they are saved
told-elsewhere = No journal can be written beside the file: what you do is kept in the program’s own folder
told-no-locks = This drive has no locks: nobody can tell whether another window has this file open
told-not-writable = Nothing can be written beside this file, so other windows are not kept from it

## Earlier versions

action-versions = Earlier versions…
versions-dialog =
    .title = Earlier versions
    .hint = A version is kept with each save: the last ten, and one a day for a week. Work that was put aside is here too.
    .nothing = No version is kept yet
    .reading = Reading…
    .same = This version is what you have now
    .would = Restoring this version changes:
    .restore = Restore
    .copy = Open as a copy
versions-row = { $when } · { $size }
versions-row-aside = { $when } · put aside, { $count ->
    [one] one step
   *[other] { $count } steps
}
kilobytes = { $count } KB
version-restored = Restored the version of { $when }. Undo brings back what you had.
version-copied = This is a copy of an earlier version. Save it under a name of its own.

## What another program did to the file

action-merge-outside = Compare with the changed file…
outside-dialog =
    .title = Another program has changed this file
    .there = What was changed in the file
    .here = What you changed here
    .look = Look first
    .back = Back
    .merge = Bring together
    .elsewhere = Save mine elsewhere…
    .later = Not now
    .no-conflicts = The two do not get in each other’s way
    .hint = Nothing is overwritten. Bringing together is one step that you can undo.
outside-what = “{ $file }” is not what it was when it was last opened or saved here: perhaps somebody else worked on it, or a service brought it from another computer
outside-conflicts = { $count ->
    [one] In 1 place you both changed the same thing
   *[other] In { $count } places you both changed the same thing
}
outside-more = and { $count } more
outside-gone = “{ $file }” is not there any more: it was moved or deleted, or its drive is gone. Saving makes it again.
outside-unreadable = Another program has changed “{ $file }” into something that cannot be brought together with yours: { $why }
outside-merged = Brought together with the changed file
outside-merged-with-conflicts = Brought together with the changed file; { $count ->
    [one] 1 place was decided for you
   *[other] { $count } places were decided for you
}
conflict = { $what } – { $clash }: { $taken }
conflict-about-set = The set
conflict-about-scheme = The labels
conflict-about-progress = What is marked as read
conflict-about-record = A record
conflict-note = both changed the note
conflict-label = both changed the label
conflict-extent = both changed the words
conflict-field = both changed it
conflict-deleted-here = deleted here, changed there
conflict-deleted-there = changed here, deleted there
conflict-in-use = deleted by one, used by the other
conflict-left-out = cannot do without what was deleted
conflict-hung-on-deleted = referred to what was deleted
conflict-misfit = does not fit what the other changed
conflict-taken-here = yours stays
conflict-taken-there = the file’s is taken
conflict-taken-both = something of both
conflict-taken-neither = nothing of either
