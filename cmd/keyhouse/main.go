// Keyhouse is one server for companies that look after other people's
// property. Each command is a file of its own here.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"keyhouse/fault"
	"keyhouse/machine"
)

// line is the command line: every command and what all of them share. A flag
// may also be given as KEYHOUSE_ and its name in capitals, or in a file.
type line struct {
	Config   kong.ConfigFlag `help:"File with settings: lines of NAME=VALUE, or a JSON object." placeholder:"FILE" env:"-"`
	Log      string          `help:"What to log: debug, info, warn, error." enum:"debug,info,warn,error" default:"info"`
	LogStyle string          `help:"How: text or json." enum:"text,json" default:"text"`

	Demo    demoCommand    `cmd:"" help:"Look around: a made-up company and people to sign in as."`
	Serve   serveCommand   `cmd:"" help:"Answer people and programs."`
	Migrate migrateCommand `cmd:"" help:"Bring the database's schema up to date, or show how it stands."`
	Verify  verifyCommand  `cmd:"" help:"Prove that the data are whole: pages, references, journal, nights, audit trail."`
	Policy  policyCommand  `cmd:"" help:"Read, check, explain and compare the policy page."`
	Account accountCommand `cmd:"" help:"Create, list, suspend and resume accounts."`
	Import  importCommand  `cmd:"" help:"Bring in owners, properties and bookings from files."`
	Backup  backupCommand  `cmd:"" help:"Write an encrypted backup of the whole installation."`
	Restore restoreCommand `cmd:"" help:"Restore a backup into an empty database, or check that it is whole."`
	Key     keyCommand     `cmd:"" help:"Make a pair of keys for backups."`
	Bench   benchCommand   `cmd:"" help:"Measure speed against the best that could be written by hand."`
	Version versionCommand `cmd:"" help:"Print what was built."`
}

// outside is what a command has of the world, so that a test can give another.
type outside struct {
	ctx context.Context
	out io.Writer
	log *slog.Logger
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "keyhouse:", told(err))
		stop()
		os.Exit(1)
	}
}

// run is main without the process around it.
func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	var l line
	exit := -1
	parser, err := kong.New(&l, kong.Name("keyhouse"), kong.Description("One server for companies that look after other people's property."),
		kong.DefaultEnvars("KEYHOUSE"), kong.Configuration(settings), kong.Writers(out, errOut), kong.UsageOnError(),
		kong.Exit(func(code int) { exit = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --help has been answered
		return nil
	}
	if err != nil {
		return misread(err)
	}
	return command.Run(&outside{ctx, out, logger(l, errOut)})
}

// misread adds to what is wrong with a command line where to read how it is
// written.
func misread(err error) error {
	var wrong *kong.ParseError
	if !errors.As(err, &wrong) {
		return err
	}
	path := ""
	if wrong.Context != nil {
		path = strings.TrimSpace(strings.TrimPrefix(wrong.Context.Command(), " "))
	}
	path, _, _ = strings.Cut(path, " <")
	return fmt.Errorf("%w\nRun \"%s --help\" for how it is written", err, strings.TrimSpace("keyhouse "+path))
}

type versionCommand struct{}

// Run prints the version, as the Server section shows it.
func (versionCommand) Run(o *outside) error {
	fmt.Fprintln(o.out, "Keyhouse", machine.Version())
	return nil
}

func logger(l line, to io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.Log)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if l.LogStyle == "json" {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}

// told gives an error as the person at the terminal should read it: what the
// fields of a form would say, or the whole cause.
func told(err error) string {
	f := fault.Of(err)
	if f == nil || f.Say == "" {
		return err.Error()
	}
	say := field(f) + f.Say
	for _, m := range f.More {
		say += "\n          " + field(&m) + m.Say
	}
	if f.Kind == fault.Broken && f.Err != nil {
		say += " (" + f.Err.Error() + ")"
	}
	return say
}

func field(f *fault.Fault) string {
	if f.Field == "" {
		return ""
	}
	return strings.ReplaceAll(f.Field, "_", " ") + ": "
}
