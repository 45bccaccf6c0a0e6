story  A concern goes to the coordinators; it is not a safeguarding flag and the author gets a receipt.
cast   tess team(on: AB), cora coordinator, tari team(on: CD)
tess in AB     /concern what: "quieter than usual since Monday"
only tess      receipt
cora sees      in coordination
tess sees      nothing
tari sees      nothing
audit          tess record.opened concern 1
tess cannot    see coordination
cora can       read coordination
tess in AB     /receipts
only tess      received
