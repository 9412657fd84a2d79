package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyhouse/access"
)

// call runs the command line and gives what it printed.
func call(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), args, &out, io.Discard)
	return out.String(), err
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPolicyCommands(t *testing.T) {
	page, err := os.ReadFile("../../access/policy.txt")
	if err != nil {
		t.Fatal(err)
	}
	same, broken := file(t, "same.txt", string(page)), file(t, "broken.txt", string(page)+"\nrole x on nowhere\n")
	cases := []struct {
		name, want, wrong string
		args              []string
	}{
		{"show names every role", "## portal", "", []string{"policy", "show"}},
		{"show reads another page", "## portal", "", []string{"policy", "show", same}},
		{"check passes a sound page", "sound", "", []string{"policy", "check", same}},
		{"check names the broken line", "", "broken.txt:", []string{"policy", "check", broken}},
		{"check says when there is no such file", "", "no such file", []string{"policy", "check", same + "x"}},
		{"the same page differs in nothing", "", "", []string{"policy", "diff", same}},
		{"why allowed", "may see the guest name of a booking: as portal", "", []string{"policy", "why", "portal", "read", "booking", "--sees=guest", "--on=client", "--with=calendar,guest-name"}},
		{"why not: the switch that is off", "“View guest name” is off", "", []string{"policy", "why", "portal", "read", "booking", "--sees=guest", "--with=calendar"}},
		{"why not: out of reach", "may not read a booking", "", []string{"policy", "why", "portal", "read", "booking", "--on=property", "--with=calendar", "--away"}},
		{"an unknown role is named", "", `no role "nobody"`, []string{"policy", "why", "nobody", "read", "booking"}},
		{"an unknown thing is named", "", `no thing "boking"`, []string{"policy", "why", "portal", "read", "boking"}},
		{"a scope the role is not given on is refused", "", "is given on", []string{"policy", "why", "maintenance", "read", "work-order", "--on=account"}},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			out, err := call(t, tt.args...)
			if !strings.Contains(out, tt.want) {
				t.Errorf("printed %q, want %q", out, tt.want)
			}
			if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("failed with %v, want %q", err, tt.wrong)
			}
		})
	}
	if access.Page == nil {
		t.Fatal("no page")
	}
}

func TestWhichSettingWins(t *testing.T) {
	lines := file(t, "a.conf", "# where\nKEYHOUSE_DATABASE=\"/nowhere/from-lines.db\"\nlog-style = json\n")
	object := file(t, "a.json", `{"database": "/nowhere/from-json.db"}`)
	cases := []struct {
		name string
		env  string
		args []string
		want string
	}{
		{"lines", "", []string{"--config", lines}, "from-lines"},
		{"a JSON object", "", []string{"--config", object}, "from-json"},
		{"the environment over the file", "/nowhere/from-env.db", []string{"--config", lines}, "from-env"},
		{"the command line over all", "/nowhere/from-env.db", []string{"--config", lines, "--database", "/nowhere/from-args.db"}, "from-args"},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			if tt.env != "" {
				t.Setenv("KEYHOUSE_DATABASE", tt.env)
			}
			_, err := call(t, append([]string{"migrate", "--status"}, tt.args...)...)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want a failure to open %s", err, tt.want)
			}
		})
	}
	for _, bad := range []string{"no equals sign", `{"broken`} {
		if _, err := call(t, "migrate", "--config", file(t, "bad", bad)); err == nil {
			t.Errorf("the settings %q were taken", bad)
		}
	}
}

func TestMigrateAndVerify(t *testing.T) {
	dir := t.TempDir()
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"migrate"}, "up to date"},
		{[]string{"migrate"}, "up to date"}, // again changes nothing
		{[]string{"migrate", "--status"}, "0001_people.sql"},
		{[]string{"verify"}, "ok"},
		{[]string{"verify", "--quick"}, "pages"},
		{[]string{"verify", "--only", "journal", "--only", "trail"}, "audit trail"},
	} {
		out, err := call(t, append(step.args, "--data", dir)...)
		if err != nil || !strings.Contains(out, step.want) {
			t.Errorf("%v printed %q (%v)", step.args, out, err)
		}
	}
}

func TestHelpIsNoFailure(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"serve", "--help"}, {"policy", "why", "--help"}} {
		if out, err := call(t, args...); err != nil || !strings.Contains(out, "Usage:") {
			t.Errorf("%v: %v %q", args, err, out)
		}
	}
	if _, err := call(t, "fly"); err == nil {
		t.Error("an unknown command was taken")
	}
}

// A name that was mistyped once made an empty database, and verify called it well.
func TestWhatLooksAtADatabaseMakesNone(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"verify"},
		{"migrate", "--status"},
		{"backup", "--to", filepath.Join(dir, "a.age"), "--recipient", "age1f84xfp0a8h3lgc0nvcz0ag6dwy8dwd3svm7qqhuskmqm7g6jrs6qcmuhwd"},
		{"account", "list"},
		{"account", "suspend", "harbour", "--why=unpaid"},
		{"account", "unlock", "ana@example.org"},
		{"import", "owners", file(t, "owners.csv", "name\nAna\n"), "--account=harbour"},
		{"policy", "explain", "harbour", "ana@example.org", "read", "booking", "01a20123-0000-7000-8000-000000000000"},
	} {
		if _, err := call(t, append(args, "--data", dir)...); err == nil || !strings.Contains(err.Error(), "no database at "+dir) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("they left %v (%v)", left, err)
	}
}

func TestWhatIsWrittenWrong(t *testing.T) {
	dir := t.TempDir()
	cases := []struct {
		name, want string
		args       []string
	}{
		{"an unknown flag, with where to read on", `Run "keyhouse serve --help"`, []string{"serve", "--bogus"}},
		{"a sender that is none", "--from", []string{"serve", "--from=nobody"}},
		{"an address that is none", "--base-url", []string{"serve", "--base-url=keys.example.com"}},
		{"an address with a path", "--base-url", []string{"serve", "--base-url=https://example.com/keys"}},
		{"an address of another kind", "--base-url", []string{"account", "create", "a", "--name=A", "--admin-name=B", "--admin-email=b@example.org", "--password=salt-and-sand", "--base-url=ftp://example.com"}},
		{"a backup for nobody", "--recipient", []string{"backup", "--to=a.age"}},
		{"a setting that is misspelt", "no setting lisen", []string{"migrate", "--config", file(t, "a.conf", "KEYHOUSE_LISEN=:80\n")}},
		{"and in JSON", "no setting lisen", []string{"migrate", "--config", file(t, "a.json", `{"lisen": ":80", "migrate": {"status": true}}`)}},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			if out, err := call(t, append(tt.args, "--data", dir)...); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("printed %q, failed with %v, want %q", out, err, tt.want)
			}
		})
	}
	for _, conf := range []string{"SYSTEM_ADMIN_ORG=zilt\nKEYHOUSE_SMTP=smtp://localhost:25\n", `{"system-admin-org": "zilt", "migrate": {"status": false}}`} {
		if _, err := call(t, "migrate", "--data", dir, "--config", file(t, "good", conf)); err != nil {
			t.Errorf("settings of other commands: %v", err)
		}
	}
	if _, err := call(t, "account", "resume", "nobody", "--why=paid", "--data", dir); err == nil || !strings.Contains(err.Error(), "no account nobody") {
		t.Errorf("an unknown account: %v", err)
	}
	if out, err := call(t, "version"); err != nil || !strings.HasPrefix(out, "Keyhouse ") {
		t.Errorf("the version is %q (%v)", out, err)
	}
}
