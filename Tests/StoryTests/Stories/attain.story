story  Attainment needs at least one of achievement, score and feedback.
cast   tess team(on: AB), tari team(on: CD), cora coordinator
tess in AB     /attain
only tess      at least one
cora sees      nothing
tess in AB     /attain achievement: "read a whole page aloud"
cora sees      attainment 1
cora sees      read a whole page aloud
tari sees      nothing
audit          tess record.opened attainment 1
