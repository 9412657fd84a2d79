package people

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/words"
)

// Passkey is a key that a device, a key ring or a stick holds for somebody, and
// by which they sign in.
type Passkey struct {
	ID        id.ID
	Name      string // what its person calls it
	Model     string // what made it: "iCloud Keychain"; "" where that is not known
	Host      string // where it is good
	Here      bool   // which is here
	Synced    bool   // kept on several devices by whoever made it
	Doubted   bool   // its counter went backwards: it may have been copied, and opens nothing
	CreatedAt time.Time
	UsedAt    time.Time // zero: not yet
}

// mostPasskeys is how many one person may have.
const mostPasskeys = 20

// maxKeyName is how long a passkey's name may be.
const maxKeyName = 60

// key is a passkey as it is stored.
type key struct {
	Passkey
	person     id.ID
	credential []byte
	public     []byte
	count      int64
	flags      int64
	transports string
	model      []byte
}

const keyColumns = "k.id, k.person_id, k.credential, k.public_key, k.site, k.name, k.sign_count, k.flags, k.transports, k.model, k.created_at, k.used_at, k.doubted_at"

func (s *Store) scanKey(r db.Row) (key, error) {
	var k key
	var doubted time.Time
	err := r.Scan(&k.ID, &k.person, &k.credential, &k.public, &k.Host, &k.Name, &k.count, &k.flags, &k.transports, &k.model,
		db.ScanMoment(&k.CreatedAt), db.ScanMoment(&k.UsedAt), db.ScanMoment(&doubted))
	k.Here, k.Doubted, k.Model = k.Host == s.site.Host, !doubted.IsZero(), makerOf(k.model)
	k.Synced = protocol.AuthenticatorFlags(k.flags).HasBackupState()
	return k, err
}

// credentialOf is k as WebAuthn knows it.
func (k key) credentialOf() webauthn.Credential {
	c := webauthn.Credential{ID: k.credential, PublicKey: k.public, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(k.flags)),
		Authenticator: webauthn.Authenticator{AAGUID: k.model, SignCount: uint32(k.count)}}
	for t := range strings.FieldsSeq(k.transports) {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
	}
	return c
}

// keysOf reads a person's passkeys, the oldest first.
func (s *Store) keysOf(ctx context.Context, tx *db.Tx, person id.ID) ([]key, error) {
	return db.All(ctx, tx, db.Global(keyColumns, "passkey k").And("k.person_id = ?", person).Order("k.created_at, k.id"), s.scanKey)
}

// goodKey is the condition of a passkey k by which somebody can sign in at a site.
const goodKey = "k.site = ? AND k.site <> '' AND k.doubted_at IS NULL"

// goodKeys counts the passkeys by which a person can sign in here.
func (s *Store) goodKeys(ctx context.Context, tx *db.Tx, person id.ID) (int, error) {
	n, err := db.Count(ctx, tx, db.Global("1", "passkey k").And("k.person_id = ?", person).And(goodKey, s.site.Host))
	return int(n), err
}

// keyOwner is a person as authenticators know them: by a random number.
type keyOwner struct {
	handle []byte
	who    Person
	keys   []key
}

// WebAuthnID is the number.
func (o keyOwner) WebAuthnID() []byte { return o.handle }

// WebAuthnName is what the person sees when they choose among their passkeys.
func (o keyOwner) WebAuthnName() string { return o.who.Email }

// WebAuthnDisplayName is their name.
func (o keyOwner) WebAuthnDisplayName() string { return o.who.Name }

// WebAuthnCredentials are their passkeys of this place.
func (o keyOwner) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, k := range o.keys {
		if k.Here {
			all = append(all, k.credentialOf())
		}
	}
	return all
}

// keyOwnerOf gives a person as authenticators know them, drawing their number
// if they have none yet.
func (s *Store) keyOwnerOf(ctx context.Context, tx *db.Tx, who Person) (keyOwner, error) {
	o := keyOwner{who: who, handle: make([]byte, 32)}
	rand.Read(o.handle)
	if _, err := tx.Global("passkey_owner").Ensure(ctx, db.Set("person_id", who.ID), db.Set("handle", o.handle).Set("created_at", s.now())); err != nil {
		return o, err
	}
	var err error
	if o.handle, err = handleOf(ctx, tx, who.ID); err != nil {
		return o, err
	}
	o.keys, err = s.keysOf(ctx, tx, who.ID)
	return o, err
}

func handleOf(ctx context.Context, tx *db.Tx, person id.ID) ([]byte, error) {
	return db.One(ctx, tx, db.Global("o.handle", "passkey_owner o").And("o.person_id = ?", person), db.Scan1[[]byte])
}

// Passkeys lists those of the actor, the oldest first.
func (s *Store) Passkeys(ctx context.Context, a *Actor) ([]Passkey, error) {
	if err := a.self("people.Passkeys"); err != nil {
		return nil, err
	}
	var keys []key
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		keys, err = s.keysOf(ctx, tx, a.Person.ID)
		return err
	})
	all := make([]Passkey, len(keys))
	for i, k := range keys {
		all[i] = k.Passkey
	}
	return all, err
}

// Passkey gives one of the actor's.
func (s *Store) Passkey(ctx context.Context, a *Actor, passkey id.ID) (Passkey, error) {
	all, err := s.Passkeys(ctx, a)
	if err != nil {
		return Passkey{}, err
	}
	if at := slices.IndexFunc(all, func(k Passkey) bool { return k.ID == passkey }); at >= 0 {
		return all[at], nil
	}
	return Passkey{}, noKey("people.Passkey")
}

func noKey(op string) error {
	return &fault.Fault{Kind: fault.Missing, Op: op, Say: words.English.Say("passkey.none")}
}

// NamePasskey gives one of the actor's another name.
func (s *Store) NamePasskey(ctx context.Context, a *Actor, passkey id.ID, name string) error {
	const op = "people.NamePasskey"
	if err := a.self(op); err != nil {
		return err
	}
	f := fault.Fields{Op: op}
	name = entry.Line(&f, "name", name, maxKeyName)
	if name == "" {
		f.Bad("name", words.English.Say("passkey.need-name"))
	}
	if err := f.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Global("passkey").Update(ctx, db.Where("id = ? AND person_id = ?", passkey, a.Person.ID), db.Set("name", name))
		if err == nil && n == 0 {
			err = noKey(op)
		}
		return err
	})
}

// DropPasskey takes one of the actor's away: it opens nothing any more. It takes
// a proof of who one is. The last way to sign in stays, and so does the last
// second factor where an account demands one of them.
func (s *Store) DropPasskey(ctx context.Context, a *Actor, passkey id.ID) error {
	const op = "people.DropPasskey"
	if err := s.Proved(a); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		keys, err := s.keysOf(ctx, tx, a.Person.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(keys, func(k key) bool { return k.ID == passkey })
		if at < 0 {
			return noKey(op)
		}
		if _, err := tx.Global("passkey").Delete(ctx, db.ByID(passkey)); err != nil {
			return err
		}
		if err := s.wayLeft(ctx, tx, a.Person.ID, op); err != nil {
			return err
		}
		if err := s.factorLeft(ctx, tx, a.Person.ID, op); err != nil {
			return err
		}
		return s.tellKey(ctx, tx, a.Person.ID, keys[at].Name, false)
	})
}

// tellKey notes in every account of a person that a passkey came or went, and
// writes to them. The trail says no names: people give them.
func (s *Store) tellKey(ctx context.Context, tx *db.Tx, person id.ID, name string, added bool) error {
	detail := "passkey removed"
	if added {
		detail = "passkey added"
	}
	if err := s.noteEverywhere(ctx, tx, person, Entry{Verb: access.Edit, Thing: access.Profile, Detail: detail}); err != nil {
		return err
	}
	who, err := byID(ctx, tx, person)
	if err != nil || s.mail == nil {
		return err
	}
	t, at := who.tongue(), s.now().In(s.zone(who.Zone))
	way := t.Say("passkey.way", "name", name)
	return s.mail.Enqueue(ctx, tx, mail.WaysChanged(t, way, added, s.mail.Link("/me/security"), at).To(id.ID{}, who.Email, who.Name))
}

// unlike gives name, or name with a number behind it if one of keys has it.
func unlike(name string, keys []key) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(keys, func(k key) bool { return strings.EqualFold(k.Name, name) })
	}
	if !taken(name) {
		return name
	}
	for n := 2; ; n++ {
		if next := name + " " + strconv.Itoa(n); !taken(next) {
			return next
		}
	}
}
