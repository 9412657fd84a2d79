package stays

import (
	"context"
	"strconv"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/words"
)

// tellOfBlock writes to the office and to those subscribed about an owner's
// block, and notes did as what who did last. Outsiders are not told which
// owner it was.
func (s *Store) tellOfBlock(ctx context.Context, tx *db.Tx, who *access.Viewer, b *Block, did string, write func(*words.Tongue, string, mail.Block) mail.Letter) error {
	if err := s.people.LastAction(ctx, tx, who, did); err != nil || s.mail == nil {
		return err
	}
	home, err := people.AccountIn(ctx, tx, b.account)
	if err != nil {
		return err
	}
	readers, err := officeOf(ctx, tx, b, s.now())
	if err != nil {
		return err
	}
	outside, err := portfolio.SubscribersIn(ctx, tx, b.account, b.Property)
	if err != nil {
		return err
	}
	w := who.Who()
	say := b.notice()
	say.Maker, say.Acting, say.Link = w.Name, w.ActingName, s.mail.Link("/blocks/"+b.ID.String())
	told := map[string]bool{}
	for _, r := range readers {
		told[strings.ToLower(r.email)] = true
		if err := s.mail.Enqueue(ctx, tx, write(words.For(r.locale).Of(home.Template), home.Name, say).To(b.account, r.email, r.name)); err != nil {
			return err
		}
	}
	say.Maker, say.Acting, say.Link, say.Label = "", "", "", OwnerBlockLabel
	for _, o := range outside {
		if key := strings.ToLower(o.Email); !told[key] {
			told[key] = true
			if err := s.mail.Enqueue(ctx, tx, write(words.English.Of(home.Template), home.Name, say).To(b.account, o.Email, o.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *Block) notice() mail.Block {
	place := b.PropertyName
	if b.UnitName != "" {
		place += ", " + b.UnitName
	}
	label := OwnerBlockLabel
	if b.Label != "" && b.Label != OwnerBlockLabel {
		label += ": " + b.Label
	}
	return mail.Block{Property: place, Arrive: sayDay(b.Nights.Arrive), Depart: sayDay(b.Nights.Depart),
		Nights: strconv.Itoa(b.Nights.Count()), Label: label}
}

// officeRoles are the roles that see to every block of an account or a
// business: their holders among the staff are the office.
var officeRoles = func() []any {
	var roles []any
	account := id.New()
	who := access.Who{Account: account, Person: id.New(), Today: calendar.Day(calendar.MinYear, 1, 1)}
	for role := access.Role(1); role.String() != ""; role++ {
		v := access.NewViewer(access.Page, who, []access.Grant{{Role: role, On: access.OnAccount}}, time.Time{})
		if v.Can(access.Delete, &access.Record{Thing: access.Block, ID: id.New(), Account: account, Person: id.New()}) == access.Allowed {
			roles = append(roles, role.String())
		}
	}
	return roles
}()

type reader struct{ email, name, locale string }

// officeOf lists the staff who look after the business of b as of now, but for
// those who have chosen not to be told.
func officeOf(ctx context.Context, tx *db.Tx, b *Block, now time.Time) ([]reader, error) {
	q := db.Select("p.email, m.name, p.locale", "member m").Everything(access.System("the office is told of a block-off").In(b.account)).
		Join("JOIN person p ON p.id = m.person_id").
		Join("JOIN access_grant g ON g.account_id = m.account_id AND g.member_id = m.id").
		And("m.state = ? AND m.kind = ?", people.Active, people.Staff).
		And("g.scope = 'account' OR g.scope = 'business' AND g.scope_id = ?", b.Business).
		And("(g.from_at IS NULL OR g.from_at <= ?) AND (g.until_at IS NULL OR g.until_at > ?)", now, now).
		AndIn("g.role", officeRoles...).
		And("NOT EXISTS (SELECT 1 FROM muted_notice n WHERE n.person_id = p.id AND n.notice = ?)", people.NoticeBlock).
		GroupBy("p.email, m.name, p.locale").Order("p.email, m.name")
	return db.All(ctx, tx, q, func(r db.Row) (reader, error) {
		var o reader
		err := r.Scan(&o.email, &o.name, &o.locale)
		return o, err
	})
}
