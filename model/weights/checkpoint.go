package weights

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A checkpoint is a state dict with something around it: it lies under a key of another dictionary, beside the epoch and the
// optimiser, and its names begin with what wrapped the network while it was trained.

// stateKeys are where checkpoints keep a network, the likeliest first.
var stateKeys = []string{
	"state_dict", "model_state_dict", "model_state", "net_state_dict", "model", "net", "network", "weights", "params", "module",
	"state_dict_ema", "model_ema", "ema", "params_ema",
}

// notNetworks are the words in the keys of dictionaries that hold tensors and are no networks.
var notNetworks = []string{"optim", "sched", "scaler", "loss", "criterion", "metric", "rng", "args", "callbacks"}

// wrappers are what DataParallel, torch.compile, Lightning and common training code put before the names.
var wrappers = []string{"module.", "_orig_mod.", "model.", "net.", "network.", "backbone.", "encoder.", "resnet.", "base_model."}

const (
	// deepestState is how many dictionaries may lie around a state dict.
	deepestState = 4
	// mostSearched is how many dictionaries are looked into: one may hold itself, many times over.
	mostSearched = 1000
)

// search looks for a state dict.
type search struct{ searched int }

// find finds the state dict in a checkpoint, which may be the whole of it.
func (f *search) find(root *dict, depth int) (*dict, error) {
	if f.searched++; f.searched > mostSearched {
		return nil, fmt.Errorf("%w: it holds too many dictionaries", ErrTooLarge)
	}
	own := root.tensors()
	if depth == deepestState {
		return root, nil
	}
	for _, key := range stateKeys {
		if nested, ok := root.get(key).(*dict); ok {
			if state, err := f.find(nested, depth+1); err == nil && state.tensors() > own {
				return state, nil
			}
		}
	}
	if own > 0 {
		return root, nil
	}
	return f.only(root, depth)
}

// only is the one dictionary with tensors in a dictionary without, whatever its key.
func (f *search) only(d *dict, depth int) (*dict, error) {
	var found *dict
	var keys []string
	for i, key := range d.keys {
		name, isString := key.(string)
		nested, ok := d.values[i].(*dict)
		if !isString || !ok || isNoNetwork(name) {
			continue
		}
		if state, err := f.find(nested, depth+1); err == nil && state.tensors() > 0 {
			found, keys = state, append(keys, name)
		}
	}
	switch len(keys) {
	case 0:
		if f.searched > mostSearched {
			return nil, fmt.Errorf("%w: it holds too many dictionaries", ErrTooLarge)
		}
		return nil, errors.New("it holds no tensors")
	case 1:
		return found, nil
	}
	slices.Sort(keys)
	return nil, fmt.Errorf("it holds several networks, %.200q: save the state_dict() of one alone", keys)
}

func isNoNetwork(key string) bool {
	key = strings.ToLower(key)
	return slices.ContainsFunc(notNetworks, func(word string) bool { return strings.Contains(key, word) })
}

// tensors is the number of tensors that lie in the dictionary itself, under names.
func (d *dict) tensors() int {
	n := 0
	for i, key := range d.keys {
		if _, isString := key.(string); isString && asTensor(d.values[i]) != nil {
			n++
		}
	}
	return n
}

// unwrap takes what all names begin with off them, as long as it is what wraps networks. A single number beside them, such as
// the n_averaged of an averaged model, has no such beginning and is left as it is.
func unwrap(named map[string]*tensor) map[string]*tensor {
	for range deepestState {
		at := slices.IndexFunc(wrappers, func(prefix string) bool { return allBegin(named, prefix) })
		if at < 0 {
			return named
		}
		plain := make(map[string]*tensor, len(named))
		for name, t := range named {
			name = strings.TrimPrefix(name, wrappers[at])
			if plain[name] != nil { // never lose one tensor to another's name
				return named
			}
			plain[name] = t
		}
		named = plain
	}
	return named
}

// allBegin tells whether all names of more than a number begin so, and there are some.
func allBegin(named map[string]*tensor, prefix string) bool {
	some := false
	for name, t := range named {
		switch {
		case strings.HasPrefix(name, prefix) && len(name) > len(prefix):
			some = true
		case len(t.size) > 0:
			return false
		}
	}
	return some
}
