package spelling

import (
	"reflect"
	"strings"
	"unicode/utf8"
)

// deepText is a copy of a value in which strings that JSON can't hold are as ToText writes them. What holds none is returned as it is.
func deepText(v reflect.Value) reflect.Value {
	if !v.IsValid() || !holdsBroken(v, 0) {
		return v
	}
	made := reflect.New(v.Type()).Elem()
	made.Set(v)
	switch v.Kind() {
	case reflect.String:
		made.SetString(ToText(v.String()))
	case reflect.Pointer:
		made.Set(reflect.New(v.Type().Elem()))
		made.Elem().Set(deepText(v.Elem()))
	case reflect.Interface:
		made.Set(deepText(v.Elem()))
	case reflect.Struct:
		for i := range v.NumField() {
			if made.Field(i).CanSet() {
				made.Field(i).Set(deepText(v.Field(i)))
			}
		}
	case reflect.Slice:
		made.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			made.Index(i).Set(deepText(v.Index(i)))
		}
	case reflect.Array:
		for i := range v.Len() {
			made.Index(i).Set(deepText(v.Index(i)))
		}
	case reflect.Map:
		made.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for _, key := range v.MapKeys() {
			made.SetMapIndex(deepText(key), deepText(v.MapIndex(key)))
		}
	}
	return made
}

// deepestValue bounds how deep a value is looked into: none of ours is a circle.
const deepestValue = 32

// holdsBroken tells whether a string in a value, in a field that JSON writes, is broken.
func holdsBroken(v reflect.Value, depth int) bool {
	if depth > deepestValue {
		return false
	}
	switch v.Kind() {
	case reflect.String:
		return !utf8.ValidString(v.String())
	case reflect.Pointer, reflect.Interface:
		return !v.IsNil() && holdsBroken(v.Elem(), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && !strings.HasPrefix(v.Type().Field(i).Tag.Get("json"), "-") && holdsBroken(v.Field(i), depth+1) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		return anyBroken(v, depth)
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if holdsBroken(key, depth+1) || holdsBroken(v.MapIndex(key), depth+1) {
				return true
			}
		}
	}
	return false
}

// anyBroken is holdsBroken for the elements of a list; one of numbers holds no string.
func anyBroken(v reflect.Value, depth int) bool {
	switch v.Type().Elem().Kind() {
	case reflect.String, reflect.Pointer, reflect.Interface, reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
	default:
		return false
	}
	for i := range v.Len() {
		if holdsBroken(v.Index(i), depth+1) {
			return true
		}
	}
	return false
}
