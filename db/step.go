package db

import "context"

// Step is how far a long look through the data has come: What is being looked at,
// the Done-th of Total.
type Step struct {
	What        string
	Done, Total int64
}

type stepKey struct{}

// WithSteps has tell told how far what ctx is used for has come. It must be quick.
func WithSteps(ctx context.Context, tell func(Step)) context.Context {
	return context.WithValue(ctx, stepKey{}, tell)
}

// Tell says how far somebody is to whoever wants to know.
func Tell(ctx context.Context, what string, done, total int64) {
	if tell, wanted := ctx.Value(stepKey{}).(func(Step)); wanted {
		tell(Step{what, done, total})
	}
}
