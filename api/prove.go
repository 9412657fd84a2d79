package api

import (
	"context"

	"keyhouse/people"
)

// ProofShape is what somebody shows to prove who they are.
type ProofShape struct {
	Password string `json:"password,omitempty" maxLength:"4000" doc:"Their password." example:"four unrelated words"`
}

func (d *desk) prove(ctx context.Context, c *call, in *struct{ Body ProofShape }) error {
	return d.People.Prove(ctx, c.Actor, people.Proof{Password: in.Body.Password})
}
