package people

import (
	"context"
	"regexp"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/passwords"
)

// Account is a company that uses Keyhouse. Slug is its entry address.
type Account struct {
	ID                    id.ID
	Slug, Name            string
	Template, Plan, State string
	Currency, Zone        string
	SuspendedWhy          string // as its people are told
	SecondFactor          string // of whom it demands one: see Demands
	Version               int64
	CreatedAt             time.Time
}

// suspended is what everybody in a suspended account is told, and nothing else.
func (a Account) suspended(op string) error {
	return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: a.whySuspended() + " Ask whoever looks after it; your other accounts stay open."}
}

// Open refuses with the reason whoever comes from outside, by a secret address or a
// link, while the account is suspended.
func (a Account) Open(op string) error {
	if a.State == AccountActive {
		return nil
	}
	return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: a.whySuspended()}
}

func (a Account) whySuspended() string {
	if a.SuspendedWhy == "" {
		return "This account is suspended. Nothing is lost."
	}
	return "This account is suspended: " + strings.TrimRight(a.SuspendedWhy, ". ") + ". Nothing is lost."
}

// The states of an account. A suspended one answers nothing but the reason.
const (
	AccountActive    = "active"
	AccountSuspended = "suspended"
)

// Templates are the trades an account can start as; its words, sections and
// stock roles follow from it.
var Templates = []string{"holiday-rentals", "letting-office", "service-desk", "field-service", "bookkeeping"}

// Plans bound how many staff members may be active.
var Plans = []string{"enterprise", "pro", "soho"}

// NewAccount is what it takes to open an account: its own data and its first
// admin, who is enrolled if nobody has that address yet. With Password empty
// the admin gets an invitation by mail.
type NewAccount struct {
	Slug, Name, Template, Plan string
	Currency, Zone             string
	AdminName, AdminEmail      string
	Password                   string
	Hashed                     passwords.Hashed // instead of a Password
}

var slugForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

const maxSlug = 40

const (
	sayTaken    = "This address is taken. Choose another."
	saySlug     = "Use up to 40 small letters, figures and single hyphens, beginning with a letter."
	sayZone     = "This is no time zone. Write one like Europe/Brussels."
	sayCurrency = "This is no currency. Write three letters, like EUR."
)

func checkSlug(f *fault.Fields, slug string) {
	if len(slug) > maxSlug || !slugForm.MatchString(slug) {
		f.Bad("slug", saySlug)
	}
}

func (n *NewAccount) check() error {
	f := fault.Fields{Op: "people.CreateAccount"}
	n.checkIn(&f)
	return f.Err()
}

func (n *NewAccount) checkIn(f *fault.Fields) {
	n.Name = entry.Name(f, "name", n.Name)
	n.AdminName = entry.Name(f, "admin_name", n.AdminName)
	n.Template = entry.Word(f, "template", n.Template, Templates...)
	n.Plan = entry.Word(f, "plan", n.Plan, Plans...)
	if n.Zone == "" {
		n.Zone = "UTC"
	}
	if n.Currency == "" {
		n.Currency = "EUR"
	}
	checkSlug(f, n.Slug)
	if _, err := zoneOf(n.Zone); err != nil {
		f.Bad("zone", sayZone)
	}
	if _, err := cash.ParseCurrency(n.Currency); err != nil {
		f.Bad("currency", sayCurrency)
	}
}

// slugTaken says that an entry address is another account's, if that is what err is.
func slugTaken(err error) error {
	if db.IsUnique(err, "account", "slug") {
		return &fault.Fault{Kind: fault.Conflict, Op: "people.CreateAccount", Field: "slug", Say: sayTaken, Err: err}
	}
	return err
}

// zoneOf loads a time zone by its IANA name. "" and "Local" are none: they mean
// something else on each machine.
func zoneOf(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fault.Bad("people.zoneOf", "zone", "This is no time zone.")
	}
	return time.LoadLocation(name)
}

// Opened is what CreateAccount made: the account, its first business and its
// admin.
type Opened struct {
	Account  Account
	Business id.ID
	Admin    Member
}

// CreateAccount opens an account with one business and one admin. A slug that
// is taken is a Conflict at the field.
func (s *Store) CreateAccount(ctx context.Context, n NewAccount) (Opened, error) {
	return s.openAccount(ctx, n, func(*db.Tx, Opened) error { return nil })
}

// openAccount opens an account if also, which runs in the same transaction
// after it, agrees.
func (s *Store) openAccount(ctx context.Context, n NewAccount, also func(*db.Tx, Opened) error) (Opened, error) {
	if err := n.check(); err != nil {
		return Opened{}, err
	}
	a := Account{ID: id.New(), Slug: n.Slug, Name: n.Name, Template: n.Template, Plan: n.Plan, State: AccountActive,
		Currency: n.Currency, Zone: n.Zone, Version: 1, CreatedAt: s.now()}
	made := Opened{Account: a, Business: id.New()}
	admin := NewMember{Name: n.AdminName, Email: n.AdminEmail, Password: n.Password, Hashed: n.Hashed, Kind: Staff,
		Grants: []GrantForm{{Role: access.RoleAdmin.String(), On: access.OnAccount.String()}}}
	ready, err := s.ready(ctx, admin)
	if err != nil {
		return Opened{}, err
	}
	err = s.adding(ctx, func(tx *db.Tx) error {
		if err := insertAccount(ctx, tx, a); err != nil {
			return err
		}
		err := tx.Insert(ctx, a.ID, "business", db.Set("id", made.Business).Set("name", a.Name).Set("currency", a.Currency).
			Set("version", 1).Set("created_at", a.CreatedAt))
		if err == nil {
			made.Admin, err = s.join(ctx, tx, access.System("opening an account").In(a.ID), ready)
		}
		if err == nil {
			err = also(tx, made)
		}
		return err
	})
	return made, err
}

func insertAccount(ctx context.Context, tx *db.Tx, a Account) error {
	err := tx.Global("account").Insert(ctx, db.Set("id", a.ID).Set("slug", a.Slug).Set("name", a.Name).
		Set("template", a.Template).Set("plan", a.Plan).Set("state", a.State).Set("currency", a.Currency).Set("zone", a.Zone).
		Set("settings", "{}").Set("version", a.Version).Set("created_at", a.CreatedAt))
	return slugTaken(err)
}

const accountColumns = "a.id, a.slug, a.name, a.template, a.plan, a.state, a.currency, a.zone, a.suspended_why, a.second_factor, a.version, a.created_at"

func scanAccount(r db.Row) (Account, error) {
	var a Account
	err := r.Scan(a.columns()...)
	return a, err
}

// columns reads accountColumns, in their order.
func (a *Account) columns() []any {
	return []any{&a.ID, &a.Slug, &a.Name, &a.Template, &a.Plan, &a.State, &a.Currency, &a.Zone, &a.SuspendedWhy, &a.SecondFactor, &a.Version, db.ScanMoment(&a.CreatedAt)}
}

// AccountBySlug finds an account by its entry address, for commands and jobs:
// no screen may tell a stranger which addresses there are.
func (s *Store) AccountBySlug(ctx context.Context, slug string) (Account, error) {
	var a Account
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = db.One(ctx, tx, db.Global(accountColumns, "account a").And("a.slug = ?", slug), scanAccount)
		return err
	})
	return a, err
}

// AccountIn reads an account in tx: its name, zone and currency.
func AccountIn(ctx context.Context, tx *db.Tx, account id.ID) (Account, error) {
	return db.One(ctx, tx, db.Global(accountColumns, "account a").And("a.id = ?", account), scanAccount)
}

// AllAccounts lists every account by slug, for jobs that go through them.
func (s *Store) AllAccounts(ctx context.Context) ([]Account, error) {
	var all []Account
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, db.Global(accountColumns, "account a").Order("a.slug"), scanAccount)
		return err
	})
	return all, err
}

// Bump makes everyone's rights in an account be worked out anew at their next
// request. Whatever changes what a grant reaches – ownership shares, vendor
// links – calls it in its own transaction.
func Bump(ctx context.Context, tx *db.Tx, account id.ID) error {
	_, err := tx.Global("account").Update(ctx, db.ByID(account), db.Set("version", db.Expr("version + 1")))
	return err
}

func companyName(ctx context.Context, tx *db.Tx, account id.ID) (string, error) {
	if account.IsZero() {
		return "", nil
	}
	a, err := AccountIn(ctx, tx, account)
	return a.Name, err
}

func slugOf(ctx context.Context, tx *db.Tx, account id.ID) (string, error) {
	a, err := AccountIn(ctx, tx, account)
	return a.Slug, err
}

// system is people itself at work in an account.
func system(account id.ID) *access.Viewer { return access.System("knowing who is who").In(account) }
