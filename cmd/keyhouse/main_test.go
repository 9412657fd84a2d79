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
