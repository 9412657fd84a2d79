package fault

// Stale is the cause of a Conflict with somebody else's edit. Current is the
// record as it is now, masked for the person who asks, so that a form can show
// both values.
type Stale struct{ Current any }

// Error names what happened, for the log.
func (*Stale) Error() string { return "edited meanwhile" }

// Outdated is the Conflict of an edit that began from an older version.
func Outdated(op string, current any) error {
	return &Fault{Kind: Conflict, Op: op, Err: &Stale{Current: current},
		Say: "Someone else has changed this meanwhile. Look at what it says now, then save again."}
}
