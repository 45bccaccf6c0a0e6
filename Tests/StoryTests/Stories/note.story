story  A progress note has its four parts; a note without next steps is not taken.
cast   tess team(on: AB), tari team(on: CD), cora coordinator
tess in AB     /note activity: forest school outcomes: regulated after 10 min next: try the hut on Monday
cora sees      note 1
cora sees      forest school
tari sees      nothing
audit          tess record.opened note 1
cora finds     forest: 1
tari finds     forest: 0
tess in AB     /note activity: cooking outcomes: made soup
only tess      next
cora sees      nothing
tess fills AB   /note {"activity":"animal care","outcomes":"fed the goats","next_steps":"groom the pony"}
cora sees      note 2
tari sees      nothing
