story  A lead ends an access; the last lead of a channel cannot be taken away.
cast   lena team(lead: AB), tess team(on: AB)
tess can       read AB
lena in AB     /unassign tess reason: "moved to another site"
tess cannot    read AB
audit          lena access.ended
tess in AB     still here?
only tess      There is no such thing here.
lena sees      nothing
lena in AB     /unassign lena reason: "leaving"
only lena      lead
lena can       manage AB
