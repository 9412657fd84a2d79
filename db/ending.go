package db

import "context"

// Ending is what a transaction still writes once its body is done.
type Ending interface {
	// End runs after the body, in its transaction and before the commit; an
	// error undoes the whole. It may run more than once, as the body may.
	End(ctx context.Context, tx *Tx) error
	// Over runs when the transaction is committed or undone, whatever became of it.
	Over()
}

// Joint is an Ending that transactions which share one commit run together.
type Joint interface {
	Ending
	// EndAll is End for all of them, in the order of their bodies, of which those
	// that were undone are left out. An error undoes the whole group. Over has run.
	EndAll(ctx context.Context, tx *Tx, all []Ending) error
}

type ending struct {
	key any
	Ending
}

// AtEnd gives the Ending that this transaction keeps under key, made by fresh
// the first time: for what several calls of one body add up and write once.
func (tx *Tx) AtEnd(key any, fresh func() Ending) Ending {
	for _, e := range tx.ends {
		if e.key == key {
			return e.Ending
		}
	}
	e := fresh()
	tx.ends = append(tx.ends, ending{key, e})
	return e
}

// run runs the body and its endings.
func (tx *Tx) run(ctx context.Context, fn func(*Tx) error) error {
	if err := fn(tx); err != nil {
		return err
	}
	for _, e := range tx.ends {
		if _, joint := e.Ending.(Joint); joint && tx.grouped {
			tx.joint = append(tx.joint, e)
		} else if err := e.End(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// endAll runs what the bodies of one commit end together, the kinds one after
// the other.
func endAll(ctx context.Context, tx *Tx, all []ending) error {
	for len(all) > 0 {
		var same []Ending
		var rest []ending
		for _, e := range all {
			if e.key == all[0].key {
				same = append(same, e.Ending)
			} else {
				rest = append(rest, e)
			}
		}
		if err := same[0].(Joint).EndAll(ctx, tx, same); err != nil {
			return err
		}
		all = rest
	}
	return nil
}

// over lets go of the endings.
func (tx *Tx) over() {
	for _, e := range tx.ends {
		e.Over()
	}
	tx.ends = nil
}
