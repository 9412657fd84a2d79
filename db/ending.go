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
		if err := e.End(ctx, tx); err != nil {
			return err
		}
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
