package people

import "keyhouse/fault"

// self refuses what only the person themselves may do, signed in: not somebody
// of the office who is logged in as them, and not a program with a token.
func (a *Actor) self(op string) error {
	switch {
	case a.Real != nil:
		return acting(op)
	case a.Session.Kind == Bearer:
		return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: sayTokenMayNot}
	}
	return nil
}

// ended is the fault of a session or token of one's own that there is none of.
func ended(op string) error {
	return &fault.Fault{Kind: fault.Missing, Op: op, Say: sayNoSession}
}
