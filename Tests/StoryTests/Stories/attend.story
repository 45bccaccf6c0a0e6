story  A team member logs an absence; the coordinator sees it, another child's team does not.
cast   tess team(on: AB), tari team(on: CD), cora coordinator, vic volunteer(volunteer: AB)
clock  2026-11-20 09:05
tess in AB     /attend absent reason: "dentits"          # fine: free text
cora sees      attendance 1: absent
tess sees      dentits
tari sees      nothing
audit          tess record.opened attendance 1
tess in AB     /attend absnt
only tess      'absnt' is not an attendance status
only tess      Did you mean 'absent'?
tari sees      nothing
cora sees      nothing
tess in AB     /attend absent PM
only tess      reason
cora sees      nothing
tess in AB     /attend late PM 13:20
cora sees      attendance 2: late
tess in AB     /attend present                           # the same session again: a revision wants a reason
only tess      because
tess in AB     /attend present because: "came at 9.10 after all"
cora sees      attendance 1: present
audit          tess record.revised attendance 1
vic in AB      /attend present
only vic       /attend
cora sees      nothing
tari in AB     /attend present                           # not hers: it does not exist
only tari      There is no such thing here.
cora sees      nothing
