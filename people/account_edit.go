package people

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
)

// AccountForm is what an account says of itself, as it is typed.
type AccountForm struct {
	Name, Slug, Zone, Currency string
	Template                   string
	Sections                   []string // those that are shown
}

// EditAccount changes what who's account says of itself. Another template brings
// its own sections, unless others were chosen with it. The address of the account
// that runs the installation stays: the operator named it by that.
func (s *Store) EditAccount(ctx context.Context, who *access.Viewer, f AccountForm) (Account, error) {
	const op = "people.EditAccount"
	if err := f.check(op); err != nil {
		return Account{}, err
	}
	var is Account
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, who, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Edit, &access.Record{Thing: access.Account, ID: who.Account(), Account: who.Account()}); err != nil {
			return err
		}
		was, err := AccountIn(ctx, tx, who.Account())
		if err != nil {
			return err
		}
		if f.Slug != was.Slug {
			if err := s.mayTakeSlug(f.Slug, was.Slug, op); err != nil {
				return err
			}
		}
		is, err = s.rewriteAccount(ctx, tx, who, was, f)
		return err
	})
	return is, s.Tried(ctx, who, access.Edit, &access.Record{Thing: access.Account}, err)
}

func (f *AccountForm) check(op string) error {
	bad := fault.Fields{Op: op}
	f.Name = entry.Name(&bad, "name", f.Name)
	f.Template = entry.Word(&bad, "template", f.Template, Templates...)
	f.Slug = strings.TrimSpace(f.Slug)
	checkSlug(&bad, f.Slug)
	if _, err := zoneOf(f.Zone); err != nil {
		bad.Bad("zone", sayZone)
	}
	if _, err := cash.ParseCurrency(f.Currency); err != nil {
		bad.Bad("currency", sayCurrency)
	}
	slices.Sort(f.Sections)
	f.Sections = slices.Compact(f.Sections)
	for _, section := range f.Sections {
		if !slices.Contains(Sections, section) {
			bad.Bad("section", "There is no such section.")
			break
		}
	}
	return bad.Err()
}

// mayTakeSlug refuses the operator's own address to everybody else, and another
// one to the account that has it.
func (s *Store) mayTakeSlug(slug, was, op string) error {
	switch {
	case s.systemAccount == "":
		return nil
	case slug == s.systemAccount:
		return &fault.Fault{Kind: fault.Conflict, Op: op, Field: "slug", Say: sayTaken}
	case was == s.systemAccount:
		return &fault.Fault{Kind: fault.Conflict, Op: op, Field: "slug", Say: "The operator of this installation knows the account by this address, so it stays."}
	}
	return nil
}

func (s *Store) rewriteAccount(ctx context.Context, tx *db.Tx, who *access.Viewer, was Account, f AccountForm) (Account, error) {
	shown, err := sectionsIn(ctx, tx, was)
	if err != nil {
		return was, err
	}
	is := was
	is.Name, is.Slug, is.Zone, is.Currency, is.Template = f.Name, f.Slug, f.Zone, f.Currency, f.Template
	if is.Template != was.Template && slices.Equal(f.Sections, shown) {
		f.Sections = sectionsOf(is.Template)
	}
	changes := Diff(was.fields(shown), is.fields(f.Sections))
	if len(changes) == 0 {
		return was, nil
	}
	set := db.Set("name", is.Name).Set("slug", is.Slug).Set("zone", is.Zone).Set("currency", is.Currency).Set("template", is.Template).Set("version", db.Expr("version + 1"))
	if _, err := tx.Global("account").Update(ctx, db.ByID(was.ID), set); err != nil {
		return was, slugTaken(err)
	}
	if err := keepSections(ctx, tx, is, f.Sections); err != nil {
		return was, err
	}
	is.Version++
	return is, s.Audit(ctx, tx, who, Entry{Verb: access.Edit, Thing: access.Account, Record: is.ID, Detail: "account changed", Changes: changes})
}

// fields are what the trail keeps of an account.
func (a Account) fields(sections []string) Fields {
	return Fields{}.Put(0, "Name", a.Name).Put(0, "Address", a.Slug).Put(access.GroupDetails, "Time zone", a.Zone).Put(access.GroupDetails, "Currency", a.Currency).
		Put(access.GroupDetails, "Template", a.Template).Put(access.GroupDetails, "Sections", strings.Join(sections, ", "))
}

// standing is what the trail keeps of whether an account is open.
func (a Account) standing() Fields {
	return Fields{}.Put(0, "State", a.State).Put(0, "Suspended because", a.SuspendedWhy)
}

// planned is what the trail keeps of an account's plan.
func (a Account) planned() Fields { return Fields{}.Put(access.GroupPlan, "Plan", PlanName(a.Plan)) }

// keepSections writes which sections an account shows, if they are not those of
// its template.
func keepSections(ctx context.Context, tx *db.Tx, a Account, sections []string) error {
	var nothing Settings
	all, err := readSettings(ctx, tx, a.ID, &nothing)
	if err != nil {
		return err
	}
	delete(all, "sections")
	if !slices.Equal(sections, sectionsOf(a.Template)) {
		if sections == nil {
			sections = []string{}
		}
		if all["sections"], err = json.Marshal(sections); err != nil {
			return err
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	_, err = tx.Global("account").Update(ctx, db.ByID(a.ID), db.Set("settings", string(text)))
	return err
}

// sectionsIn reads which sections an account shows.
func sectionsIn(ctx context.Context, tx *db.Tx, a Account) ([]string, error) {
	text, err := db.One(ctx, tx, db.Global("a.settings", "account a").And("a.id = ?", a.ID), db.Scan1[string])
	if err != nil {
		return nil, err
	}
	var chosen struct {
		Sections []string `json:"sections"`
	}
	if err := json.Unmarshal([]byte(text), &chosen); err != nil || chosen.Sections == nil {
		return sectionsOf(a.Template), err
	}
	return slices.DeleteFunc(chosen.Sections, func(w string) bool { return !slices.Contains(Sections, w) }), nil
}

// SectionsOf gives the sections that an account shows, sorted. It decides what
// the navigation leads to and nothing else: who may see what is the policy's.
func (s *Store) SectionsOf(ctx context.Context, a Account) ([]string, error) {
	if shown, ok := s.sections.of(a.ID, a.Version); ok {
		return shown, nil
	}
	var shown []string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		shown, err = sectionsIn(ctx, tx, a)
		return err
	})
	if err == nil {
		s.sections.keep(a.ID, a.Version, shown)
	}
	return shown, err
}

// OwnAccount reads who's account, for the form that changes it.
func (s *Store) OwnAccount(ctx context.Context, who *access.Viewer) (Account, []string, error) {
	const op = "people.OwnAccount"
	var a Account
	var shown []string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := who.Permit(op, access.Edit, &access.Record{Thing: access.Account, ID: who.Account(), Account: who.Account()}); err != nil {
			return access.Hidden(op) // a form one may not send is not there
		}
		if a, err = AccountIn(ctx, tx, who.Account()); err != nil {
			return err
		}
		shown, err = sectionsIn(ctx, tx, a)
		return err
	})
	return a, shown, s.Tried(ctx, who, access.Read, &access.Record{Thing: access.Account}, err)
}
