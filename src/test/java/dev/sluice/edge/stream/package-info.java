@org.jspecify.annotations.NullMarked
package dev.sluice.edge.stream;
