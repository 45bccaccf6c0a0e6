story  A child's channel is for those assigned and for management; for all others it does not exist.
cast   tess team(on: AB), tari team(on: CD), cora coordinator, mona manager, devi dsl, dan director, vic volunteer, conn contractor, adam admin
tess in AB     settled after break
cora sees      settled after break
mona sees      settled after break
devi sees      settled after break
dan sees       settled after break
tari sees      nothing
vic sees       nothing
conn sees      nothing
adam sees      nothing
tari cannot    see AB
adam cannot    see AB
tess can       post AB
cora finds     settled: 1
tari finds     settled: 0
