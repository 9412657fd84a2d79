package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"keyhouse/access"
	"keyhouse/web"
)

// Password is everybody's.
const Password = "salt-and-sand"

// Persona is somebody to sign in as.
type Persona struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Account  string `json:"account"` // its entry address is /a/ and this
	Role     string `json:"role"`
	Try      string `json:"try"`

	staff bool
	more  string  // a second account they have access at
	gets  []given // what they are given
}

// given is one access record to make: on all, an owner of cast.go or some of
// their properties, by name.
type given struct {
	account    string
	role       access.Role
	owner      string
	properties []string
	switches   []access.Switch
}

func office(role access.Role) []given { return []given{{account: zilt.slug, role: role}} }

func ofOwner(account, owner string, switches ...access.Switch) given {
	return given{account: account, role: access.RolePortal, owner: owner, switches: switches}
}

func ofProperties(account string, properties []string, switches ...access.Switch) given {
	return given{account: account, role: access.RolePortal, properties: properties, switches: switches}
}

// Personas lists whom one can sign in as, the office first.
func Personas() []Persona {
	all := []Persona{
		{Name: "Lotte Vermeulen", Email: "lotte@zilt.example", Account: zilt.slug, Role: "Admin", staff: true, gets: office(access.RoleAdmin),
			Try: "See it all. In Settings → Portal access give Noor some access and look at the preview; ask Why; log in as Hélène."},
		{Name: "Tomás Ferreira", Email: "tomas@zilt.example", Account: zilt.slug, Role: "Manager", staff: true, gets: office(access.RoleManager),
			Try: "Run the business: issue an owner's statement, turn a quote into a booking. There is no Portal access here."},
		{Name: "Aïcha Benali", Email: "aicha@zilt.example", Account: zilt.slug, Role: "Front desk", staff: true, gets: office(access.RoleFrontDesk),
			Try: "Today's arrivals, a new booking, a payment. Look for an owner's name: it is nowhere, not even in the search."},
		{Name: "Wout Claes", Email: "wout@zilt.example", Account: zilt.slug, Role: "Viewer", staff: true, gets: office(access.RoleViewer),
			Try: "Looks at the owners and changes nothing: no button anywhere."},
		{Name: "Ivo Tech", Email: "ivo@zilt.example", Account: zilt.slug, Role: "IT", staff: true, gets: office(access.RoleIt),
			Try: "The Server section, as far as it is this company's: connections, plan, ways to sign in, mail. Look for a guest, an owner, a sum: there is nothing else. Two companies share this server, so the rest of it is Lotte's, who runs it."},
		{Name: "Véronique Lambrecht", Email: "veronique@example.net", Account: zilt.slug, Role: "Portal, admin access without reports", gets: office(access.RolePortalAdmin),
			Try: "Somebody outside with admin access: everything but the Reports menu."},
		{Name: "Hélène Dubois-Wouters", Email: "helene@example.org", Account: zilt.slug, Role: "Owner of three, everything but contact details",
			gets: []given{ofOwner(zilt.slug, "Hélène Dubois-Wouters", access.SwitchCalendar, access.SwitchGuestName, access.SwitchViewNotes, access.SwitchAddNotes,
				access.SwitchOwnerMoney, access.SwitchAllMoney, access.SwitchBlockOff, access.SwitchMoveBlocks, access.SwitchStatements)},
			Try: "Three homes and nothing else. Block off a week: the office gets a mail, see the outbox. Open a booking: no e-mail, no phone."},
		{Name: "Jürgen Köhler", Email: "juergen@example.org", Account: zilt.slug, Role: "Owner of a half, owner's revenue only",
			gets: []given{ofOwner(zilt.slug, "Jürgen Köhler", access.SwitchCalendar, access.SwitchGuestName, access.SwitchOwnerMoney, access.SwitchBlockOff, access.SwitchMoveBlocks, access.SwitchStatements)},
			Try:  "Half of Huis Meeuwenzang is his: each booking shows his part, no total anywhere. Try to sort by it."},
		{Name: "Δημήτρης Παπαδόπουλος", Email: "dimitris@example.org", Account: zilt.slug, Role: "Owner, statements only",
			gets: []given{ofOwner(zilt.slug, "Δημήτρης Παπαδόπουλος", access.SwitchStatements)},
			Try:  "His statements and their documents, and no booking at all."},
		{Name: "Оксана Шевченко", Email: "oksana@example.net", Account: zilt.slug, Role: "Cleaner, calendar of two homes",
			gets: []given{ofProperties(zilt.slug, []string{"Villa Duinroos", "Studio Zonnedauw"}, access.SwitchCalendar)},
			Try:  "Two calendars: who comes and who goes, no name, no money."},
		{Name: "林美玲", Email: "meiling@example.net", Account: zilt.slug, Role: "Helper, adds notes and reads none",
			gets: []given{ofProperties(zilt.slug, []string{"Villa Duinroos", "Huis Meeuwenzang", "Penthouse Belvédère"}, access.SwitchCalendar, access.SwitchGuestName, access.SwitchContact, access.SwitchAddNotes)},
			Try:  "Leave a note on a booking: you can write, and not read what others wrote."},
		{Name: "Søren Łukasik", Email: "soren@example.org", Account: zilt.slug, Role: "Owner at two companies", more: polder.slug,
			gets: []given{
				ofOwner(zilt.slug, "Søren Łukasik", access.SwitchCalendar, access.SwitchGuestName, access.SwitchOwnerMoney, access.SwitchStatements),
				ofOwner(polder.slug, "Søren Łukasik", access.SwitchCalendar, access.SwitchBlockOff, access.SwitchMoveBlocks)},
			Try: "Switch between Zilt & Zand and Polderhuis at the top: two companies, one sign-in, other rights in each."},
		{Name: "Noor El Amrani", Email: "noor@example.net", Account: zilt.slug, Role: "No access yet",
			Try: "Signs in and sees nothing, and is told so, until Lotte gives her access."},
		{Name: "Pieter De Smet", Email: "pieter@polder.example", Account: polder.slug, Role: "Admin of the other company", staff: true,
			gets: []given{{account: polder.slug, role: access.RoleAdmin}},
			Try:  "Another company on the same server: nothing of Zilt & Zand is here."},
	}
	for i := range all {
		all[i].Password = Password
	}
	return all
}

// SignIns lists the personas for the sign-in page.
func SignIns() []web.Persona {
	var all []web.Persona
	for _, p := range Personas() {
		all = append(all, web.Persona{Name: p.Name, Email: p.Email, Password: p.Password, Account: p.Account, Role: p.Role, Try: p.Try})
	}
	return all
}

// WriteTable writes whom one can sign in as, for a terminal.
func WriteTable(to io.Writer) error {
	w := tabwriter.NewWriter(to, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "SIGN IN AS\tWHO\tTRY")
	for _, p := range Personas() {
		fmt.Fprintf(w, "%s\t%s, %s\t%s\n", p.Email, p.Name, p.Role, p.Try)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(to, "The password is always %s\n", Password)
	return err
}

// WriteJSON writes the same as JSON.
func WriteJSON(to io.Writer) error {
	e := json.NewEncoder(to)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(Personas())
}
