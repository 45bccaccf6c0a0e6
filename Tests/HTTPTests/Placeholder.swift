// Placeholder until this room's tests arrive.
