package story

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"keyhouse/db/dbtest"
	"keyhouse/people"
	"keyhouse/web/browsertest"
)

// X5 in the browser: two passkeys are made and named, one signs in by the button,
// and once removed it does not any more.
func TestBrowserX5Passkeys(t *testing.T) {
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	w.harbour()
	there := w.byName()

	figures := browser.Tab(t).Open(w.url + "/sign-in")
	says(t, figures, "Passkeys work at "+there.url+" only")

	tab := browser.Tab(t)
	first := tab.Authenticator("internal")
	tab.Open(there.url+"/sign-in").Wait("form[data-passkey] button").Shot("sign-in-passkey", true)
	tab.Phone().Shot("sign-in-passkey-phone", true)
	tab.Wide().Type("email", address("Ines Alvarez")).Type("password", password).Follow("Sign in").Wait("main .head, .frame, main")
	tab.Open(there.url+"/me/security").Wait("#passkeys").Shot("passkeys-none", true)
	tab.Follow("Add a passkey").Wait("#new-passkey form").Shot("passkey-new", true)
	tab.Type("name", "Work laptop").Follow("Add a passkey").Wait("#passkeys")
	says(t, tab, "The passkey “Work laptop” signs you in from now on", "not used yet")

	// The same device is told that it holds one already; a key of its own is another.
	tab.Open(there.url + "/me/passkeys/new").Wait("#new-passkey form").Click("#new-passkey form button").Wait("[data-say]:not([hidden])")
	says(t, tab, "holds a passkey of yours already")
	tab.Take(first).Authenticator("usb")
	tab.Type("name", "").Follow("Add a passkey").Wait("#passkeys")
	tab.Click(`[data-key]:not([data-key='Work laptop']) a[href$='/name']`).Wait("form.confirm input[name=name]").Shot("passkey-rename", false)
	tab.Eval(`document.querySelector("form.confirm input[name=name]").value = "Key on my ring"`)
	tab.Follow("Save").Wait("#passkeys")
	says(t, tab, "Work laptop", "Key on my ring")
	tab.Shot("passkeys-two", true)
	tab.Dark().Phone().Shot("passkeys-two-phone-dark", true)
	tab.Light().Wide()

	tab.Eval(`document.querySelector("form[action='/sign-out']").requestSubmit()`)
	tab.Wait("[data-signed-out-page]")
	tab.Open(there.url + "/sign-in?next=/me/security")
	tab.Until(`location.pathname === "/me/security" || document.querySelector("form[data-passkey] button")?.checkVisibility() === true`)
	if tab.Path() != "/me/security" { // unless autofill was quicker
		tab.Follow("Sign in with a passkey").Wait("#passkeys")
	}
	says(t, tab, "Key on my ring", "last used")
	tab.Open(there.url + "/settings/users").Wait("table")
	says(t, tab, "Passkey")

	tab.Open(there.url + "/me/security").Wait("#passkeys")
	tab.Click(`[data-key='Key on my ring'] a[href$='/remove']`).Wait("form.confirm").Shot("passkey-remove", false)
	tab.Click("form.confirm button[data-kind=danger]").Wait("#passkeys")
	tab.Until(`!document.querySelector("[data-key='Key on my ring']")`)
	tab.Eval(`document.querySelector("form[action='/sign-out']").requestSubmit()`)
	tab.Wait("[data-signed-out-page]")
	tab.Open(there.url + "/sign-in")
	tab.Until(`document.querySelector(".problem") !== null || document.querySelector("form[data-passkey] button")?.checkVisibility() === true`)
	if tab.Eval(`String(document.querySelector(".problem") !== null)`) != "true" {
		tab.Follow("Sign in with a passkey").Wait(".problem")
	}
	says(t, tab, "This passkey does not open anything here")
	tab.Shot("passkey-removed", true)
	tab.Errors() // a browser reports the refusal itself
}

// X5 in the browser: an authenticator app is set up by the key the page shows,
// asked for after the password, and stood in for by a recovery code, once.
func TestBrowserX5AuthenticatorApp(t *testing.T) {
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	w.harbour()
	tab := w.tab(browser, "Ines Alvarez")
	tab.Open(w.url+"/me/security").Follow("Set up an app").Wait("img.square").Shot("app-setup", true)
	secret := strings.ReplaceAll(tab.Text("code.secret"), " ", "")
	code := func() string {
		w.clock.wait(30 * time.Second)
		now, err := totp.GenerateCode(secret, w.clock.now())
		w.must(err)
		return now
	}
	tab.Type("code", code()).Follow("Turn it on").Wait(".codes")
	recovery := tab.Eval(`document.querySelector(".codes code").textContent`)
	tab.Shot("app-codes", true)
	in := func(code string) *browsertest.Tab {
		one := browser.Tab(t).Open(w.url + "/sign-in?next=/bookings")
		one.Type("email", address("Ines Alvarez")).Type("password", password).Follow("Sign in").Wait("input[name=code]")
		says(t, one, "Enter your code")
		one.Type("code", code).Follow("Sign in")
		return one
	}
	if by := in(code()); by.Path() != "/bookings" {
		t.Errorf("the code leads to %s", by.Path())
	}
	if by := in(recovery); by.Path() != "/bookings" {
		t.Errorf("the recovery code leads to %s", by.Path())
	}
	again := in(recovery)
	says(t, again, "This code is not right, or was used already")
	again.Shot("app-code-wrong", true)
	again.Errors()
}

// X5 in the browser: who is asked for a second factor sets a passkey up on the
// spot, and shows it the next time.
func TestBrowserX5DemandedFactor(t *testing.T) {
	browser := browsertest.Start(t)
	w := open(t, dbtest.SQLiteFile(t))
	h := w.harbour()
	h.join("Ada Admin", people.Staff, as("admin"))
	there := w.byName()

	ines := there.tab(browser, "Ines Alvarez")
	ines.Authenticator("internal")
	ines.Open(there.url + "/me/passkeys/new").Wait("#new-passkey form").Follow("Add a passkey").Wait("#passkeys")
	ines.Open(there.url+"/settings/account").Click("#second-factor input[value=admins]").Shot("demand-setting", true)
	ines.Click("#second-factor button").Wait(".notice, [role=status]")
	says(t, ines, "It acts from the next step")
	ines.Open(there.url + "/settings/users").Wait("table")
	says(t, ines, "no second factor")
	ines.Shot("demand-users", false)
	ines.Phone().Dark().Shot("demand-users-phone-dark", false)

	ada := browser.Tab(t)
	ada.Authenticator("internal")
	ada.Open(there.url+"/sign-in?next=/bookings").Type("email", address("Ada Admin")).Type("password", password).Follow("Sign in").Wait("#factor")
	says(t, ada, "One more step", "Set up an authenticator app")
	ada.Shot("demand-page", true)
	ada.Phone().Dark().Shot("demand-page-phone-dark", true)
	ada.Wide().Light().Follow("Add a passkey").Wait("#new-passkey form").Shot("demand-passkey", true)
	ada.Follow("Add a passkey").Wait("#passkeys")
	ada.Open(there.url + "/settings/users").Wait("table")
	if strings.Contains(ada.Text("main"), "no second factor") {
		t.Error("somebody is still said to lack one")
	}

	again := ada.Open(there.url + "/me/security").Wait("#passkeys")
	again.Eval(`document.querySelector("form[action='/sign-out']").requestSubmit()`)
	again.Wait("[data-signed-out-page]").Open(there.url + "/forgot").Wait("form")
	again.Eval(`fetch("/sign-in", {method: "POST", body: new URLSearchParams({email: "` + address("Ada Admin") + `", password: "` + password + `"})}).then(() => location.assign("/bookings")), ""`)
	again.Wait("#factor form[data-passkey] button").Shot("demand-show", true)
	again.Follow("Prove it with a passkey").Wait("main table, main .empty")
	if again.Path() != "/bookings" {
		t.Errorf("led to %s", again.Path())
	}
}
