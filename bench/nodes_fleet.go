package bench

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
)

// fleet is servers – processes – on one database.
type fleet struct {
	command []string
	env     []string
	mu      sync.Mutex
	nodes   [3]*process // nil: not running
}

// startFleet starts them; system is the account that runs the installation.
func startFleet(ctx context.Context, command []string, system string) (*fleet, error) {
	f := &fleet{command: command, env: append(os.Environ(), "SYSTEM_ADMIN_ORG="+system)}
	for i := range f.nodes {
		if err := f.start(ctx, i); err != nil {
			return nil, errors.Join(err, f.close())
		}
	}
	return f, nil
}

// start starts one; what it logs of a database that is away is expected.
func (f *fleet) start(ctx context.Context, i int) error {
	p, err := launchAs(ctx, f.command, func(c *exec.Cmd) { c.Env, c.Stderr = f.env, io.Discard })
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nodes[i] = p
	return err
}

// kill ends one as a power cut would.
func (f *fleet) kill(i int) {
	f.mu.Lock()
	p := f.nodes[i]
	f.nodes[i] = nil
	f.mu.Unlock()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait() // it was killed: that is what it says
}

// address is where one listens; "" while it does not run.
func (f *fleet) address(i int) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.nodes[i] == nil {
		return ""
	}
	return f.nodes[i].address
}

func (f *fleet) url(i int) string { return "http://" + f.address(i) }

func (f *fleet) close() error {
	var errs []error
	for _, p := range f.nodes {
		if p != nil {
			errs = append(errs, p.end())
		}
	}
	return errors.Join(errs...)
}
