package queue

// WithCommitting has a function called inside the transaction that keeps a part, before it counts.
func (o Options) WithCommitting(f func(number int)) Options {
	o.committing = f
	return o
}
