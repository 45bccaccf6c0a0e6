story  All of the team read the register, and none of them learns there what is said of another's child.
cast   tess team(on: AB), tari team(on: CD), conn contractor, cora coordinator, vic volunteer(volunteer: AB), adam admin
clock  2026-11-20 09:00
tess in register    Who has the minibus list?
tari sees           minibus list
conn sees           minibus list
cora sees           minibus list
vic cannot read register
adam cannot see register
tess in register    /register AB absent "rash on both arms"
cora sees           in AB: /attend status: absent
tari sees           in register: /register AB absent session: AM
tari finds rash: 0
tess finds rash: 1
tari in register    /attend present                                 # one child's own record is made in the child's channel
only tari           cannot be used in this channel
cora sees           nothing
conn in register    /register AB present
only conn           not for you to use
cora sees           nothing
