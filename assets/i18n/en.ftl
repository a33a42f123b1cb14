# The words on the screen, in English.
#
# Short texts have no period at their end. No Title Case. "…" where more input follows.

