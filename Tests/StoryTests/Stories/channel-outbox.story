story  The outbox is for those who answer for the mails; nobody else knows of it.
cast   tess team(on: AB), cora coordinator, devi dsl, vic volunteer, adam admin
cora can read outbox
devi can export outbox
tess cannot see outbox
vic cannot see outbox
adam cannot see outbox
cora in outbox      The relay is being moved tonight.
devi sees           relay
tess sees           nothing
tess in outbox      hello
only tess           There is no such thing here.
cora sees           nothing
