package people

import (
	"context"
	"slices"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// The notices a person can choose not to get by mail. What tells that their
// password, address or ways to sign in changed is none of them.
const (
	NoticeDevice    = "new-device" // a sign-in from a browser not seen before
	NoticeBlock     = "block-off"  // an owner blocked off time: the office
	NoticeStatement = "statement"  // an owner's statement, sent by the office
)

// Notices lists them.
var Notices = []string{NoticeDevice, NoticeBlock, NoticeStatement}

// Muted reports whether a person has chosen not to get a notice.
func Muted(ctx context.Context, tx *db.Tx, person id.ID, notice string) (bool, error) {
	n, err := db.Count(ctx, tx, db.Global("n.notice", "muted_notice n").And("n.person_id = ? AND n.notice = ?", person, notice))
	return n > 0, err
}

// MutedAddress reports whether an address belongs to somebody of an account who
// has chosen not to get a notice. Of people elsewhere it says nothing.
func (s *Store) MutedAddress(ctx context.Context, tx *db.Tx, account id.ID, email, notice string) (bool, error) {
	key, err := FoldEmail("email", email)
	if err != nil {
		return false, nil //nolint:nilerr // what is no address belongs to nobody
	}
	who, err := byEmail(ctx, tx, key)
	if err != nil || !who.known() {
		return false, err
	}
	all, err := membershipsOf(ctx, tx, who.ID)
	if err != nil || !slices.ContainsFunc(all, func(m Membership) bool { return m.Account == account }) {
		return false, err
	}
	return Muted(ctx, tx, who.ID, notice)
}

// MutedNotices lists what the actor has chosen not to get.
func (s *Store) MutedNotices(ctx context.Context, a *Actor) ([]string, error) {
	if err := a.self("people.MutedNotices"); err != nil {
		return nil, err
	}
	var muted []string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		muted, err = db.All(ctx, tx, db.Global("n.notice", "muted_notice n").And("n.person_id = ?", a.Person.ID).Order("n.notice"), db.Scan1[string])
		return err
	})
	return muted, err
}

// ChooseNotices sets which notices the actor does not get; all others come.
func (s *Store) ChooseNotices(ctx context.Context, a *Actor, muted []string) error {
	const op = "people.ChooseNotices"
	if err := a.self(op); err != nil {
		return err
	}
	for _, n := range muted {
		if !slices.Contains(Notices, n) {
			return fault.Bad(op, "muted", "There is no such notice.")
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Global("muted_notice").Delete(ctx, db.Where("person_id = ?", a.Person.ID)); err != nil {
			return err
		}
		for _, n := range muted {
			if _, err := tx.Global("muted_notice").Ensure(ctx, db.Set("person_id", a.Person.ID).Set("notice", n), db.Values{}); err != nil {
				return err
			}
		}
		return nil
	})
}
