package people

import (
	"context"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/live"
)

// Bearer is the kind of a session that is an API token: a program's, made by a
// person, with no more than their rights in one account.
const Bearer = "token"

// TokenPrefix begins every API token, so that people and scanners of source code
// know one when they see it.
const TokenPrefix = "kh_"

// TokenDays are how long a token can be made to last. None lasts for ever.
var TokenDays = []int{7, 30, 90, 365}

// maxTokens is how many tokens one person can hold in an account.
const maxTokens = 50

// Token is an API token as its owner sees it; the secret is shown only once.
type Token struct {
	ID                           id.ID
	Name                         string
	ReadOnly                     bool
	CreatedAt, UsedAt, ExpiresAt time.Time // UsedAt is zero for one never used
}

// TokenForm is what it takes to make one.
type TokenForm struct {
	Name     string
	Days     int
	ReadOnly bool
}

// MakeToken makes a token for the account the actor looks at and gives its
// secret, which is nowhere kept. It dies with their membership.
func (s *Store) MakeToken(ctx context.Context, a *Actor, form TokenForm) (secret string, t Token, err error) {
	const op = "people.MakeToken"
	if err := a.self(op); err != nil {
		return "", Token{}, err
	}
	f := fault.Fields{Op: op}
	form.Name = entry.Name(&f, "name", form.Name)
	if !slices.Contains(TokenDays, form.Days) {
		f.Bad("days", sayTokenDays)
	}
	if err := f.Err(); err != nil {
		return "", Token{}, err
	}
	secret, _ = NewToken()
	secret = TokenPrefix + secret
	now := s.now()
	t = Token{ID: id.New(), Name: form.Name, ReadOnly: form.ReadOnly, CreatedAt: now, ExpiresAt: now.Add(time.Duration(form.Days) * 24 * time.Hour)}
	err = s.onTokens(ctx, a, access.Add, op, func(tx *db.Tx, who *access.Viewer) error {
		held, err := db.Count(ctx, tx, tokensOf(a))
		if err != nil {
			return err
		}
		if held >= maxTokens {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayManyTokens}
		}
		err = tx.Global("session").Insert(ctx, db.Set("token_hash", HashToken(secret)).Set("id", t.ID).Set("person_id", a.Person.ID).Set("account_id", a.Account.ID).
			Set("kind", Bearer).Set("method", Bearer).Set("name", t.Name).Set("read_only", boolean(t.ReadOnly)).Set("ip", "").Set("agent", "").
			Set("created_at", now).Set("used_at", now).Set("expires_at", t.ExpiresAt))
		if err != nil {
			return err
		}
		return s.Audit(ctx, tx, who, Entry{Verb: access.Add, Thing: access.Token, Record: t.ID, Changes: Diff(nil, t.fields())})
	})
	return secret, t, err
}

// Tokens lists the actor's tokens for the account they look at, those that have
// run out too for a while.
func (s *Store) Tokens(ctx context.Context, a *Actor) ([]Token, error) {
	if err := a.self("people.Tokens"); err != nil {
		return nil, err
	}
	var all []Token
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, tokensOf(a).Order("s.created_at DESC, s.id"), scanToken)
		return err
	})
	return all, err
}

func tokensOf(a *Actor) db.Query {
	return db.Global("s.id, s.name, s.read_only, s.created_at, s.used_at, s.expires_at", "session s").
		And("s.person_id = ? AND s.account_id = ? AND s.kind = ?", a.Person.ID, a.Account.ID, Bearer)
}

func scanToken(r db.Row) (Token, error) {
	var t Token
	var readOnly int64
	err := r.Scan(&t.ID, &t.Name, &readOnly, db.ScanMoment(&t.CreatedAt), db.ScanMoment(&t.UsedAt), db.ScanMoment(&t.ExpiresAt))
	t.ReadOnly = readOnly != 0
	if t.UsedAt.Equal(t.CreatedAt) {
		t.UsedAt = time.Time{}
	}
	return t, err
}

// RevokeToken ends one of the actor's tokens: its next request fails.
func (s *Store) RevokeToken(ctx context.Context, a *Actor, token id.ID) error {
	const op = "people.RevokeToken"
	if err := a.self(op); err != nil {
		return err
	}
	err := s.onTokens(ctx, a, access.Delete, op, func(tx *db.Tx, who *access.Viewer) error {
		found, err := db.All(ctx, tx, tokensOf(a).And("s.id = ?", token), scanToken)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ended(op)
		}
		if _, err := tx.Global("session").Delete(ctx, db.ByID(token)); err != nil {
			return err
		}
		if err := s.publish(ctx, tx, live.EndSession(token)); err != nil {
			return err
		}
		return s.Audit(ctx, tx, who, Entry{Verb: access.Delete, Thing: access.Token, Record: token, Changes: Diff(found[0].fields(), nil)})
	})
	return s.Noted(ctx, a.Viewer, Entry{Verb: access.Delete, Thing: access.Token, Record: token}, err)
}

// fields are what the trail keeps of a token: never its secret.
func (t Token) fields() Fields {
	return Fields{}.Put(0, "Name", t.Name).Put(access.GroupReach, "Only reads", t.ReadOnly).Put(access.GroupReach, "Until", t.ExpiresAt)
}

// onTokens runs do as the actor stands, if the policy lets them do verb to
// tokens of their own.
func (s *Store) onTokens(ctx context.Context, a *Actor, verb access.Verb, op string, do func(*db.Tx, *access.Viewer) error) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, a.Viewer, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, verb, &access.Record{Thing: access.Token, Account: a.Account.ID, Person: a.Person.ID}); err != nil {
			return err
		}
		return do(tx, who)
	})
	return s.Tried(ctx, a.Viewer, verb, &access.Record{Thing: access.Token}, err)
}
