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
