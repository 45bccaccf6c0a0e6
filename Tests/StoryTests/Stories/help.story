story  Help shows what may be used here, and how.
cast   tess team(on: AB), cora coordinator
tess in AB     /help
only tess      /attend
tess in AB     /help attend
only tess      absent
tess in AB     /atend present
only tess      Did you mean
cora sees      nothing
tess in AB     //shrug
cora sees      /shrug
