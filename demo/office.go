package demo

import (
	"keyhouse/db"
	"keyhouse/portfolio"
)

// office makes up the rest of a company's life.
func (f *firm) office() error { return f.DB.Write(f.ctx, f.tell) }

// tell has outsiders told of owners' block-offs.
func (f *firm) tell(tx *db.Tx) error {
	_ = portfolio.Owner
	return nil
}
