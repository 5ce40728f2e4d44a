/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.benchmarks.peer;

import java.util.function.Function;

import io.framedtcp.benchmarks.server.Service;

/**
 * Who is compared.
 */
public enum Peer {

	/** A socket for each thread: the floor. */
	RAW("raw socket", RawClient::new),

	/** A channel for each thread, tested before each request: the price of that alone. */
	RAW_TESTED("raw socket, tested before each request", TestedRawClient::new),

	/** Ours. */
	FRAMED_TCP("framed-tcp", FramedTcpClient::new),

	/** Spring Integration's caching factory and gateway. */
	SPRING_INTEGRATION("Spring Integration", SpringIntegrationClient::new),

	/** Camel's Netty component. */
	CAMEL("camel-netty", CamelClient::pooled),

	/** Netty's pool. */
	NETTY("Netty FixedChannelPool", NettyClient::new),

	/** reactor-netty's pool. */
	REACTOR_NETTY("reactor-netty", ReactorNettyClient::new),

	/** Commons Pool2 as people use it. */
	COMMONS_POOL("Commons Pool2, unbuffered streams", CommonsPoolClient::new),

	/** Commons Pool2 as people use it who know streams. */
	COMMONS_POOL_BUFFERED("Commons Pool2, buffered streams", BufferedCommonsPoolClient::new),

	/** A free list that reads for 1 ms before each request. */
	FREE_LIST_1("free list, 1 ms flush", (target) -> new FreeListClient(target, 1)),

	/** A free list that reads for half a second before each request. */
	FREE_LIST_500("free list, 500 ms flush", (target) -> new FreeListClient(target, 500)),

	/** Ours, shared, with replies told apart by their ids. */
	SHARED("framed-tcp, shared, by ids", SharedFramedTcpClient::byIds),

	/** Ours, shared, with replies in the order of the requests. */
	SHARED_IN_ORDER("framed-tcp, shared, in order", SharedFramedTcpClient::inOrder),

	/** One channel of Netty, written by hand. */
	SHARED_NETTY("Netty by hand", SharedNettyClient::new),

	/** Camel's Netty component with a correlation manager. */
	SHARED_CAMEL("camel-netty, correlation manager", CamelClient::shared),

	/** Spring Integration's collaborating adapters. */
	SHARED_SPRING_INTEGRATION("Spring Integration, collaborating adapters", SharedSpringIntegrationClient::new),

	/** grpc-java. */
	GRPC("grpc-java", GrpcClient::new, Service.GRPC),

	/** rsocket-java. */
	RSOCKET("rsocket-java", RSocketClient::new, Service.RSOCKET),

	/** A loop that sends batches: the upper limit. */
	PIPELINE("loop by hand, batches", PipelineClient::new);

	private final String label;

	private final Function<Target, Client> factory;

	private final Service service;

	Peer(String label, Function<Target, Client> factory) {
		this(label, factory, Service.PLAIN);
	}

	Peer(String label, Function<Target, Client> factory, Service service) {
		this.label = label;
		this.factory = factory;
		this.service = service;
	}

	/**
	 * Return what the peer is called in a report.
	 * @return a name for readers
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Create a client.
	 * @param target what it is to talk to
	 * @return the client, to be closed after use
	 */
	public Client open(Target target) {
		return this.factory.apply(target);
	}

	/**
	 * Return what it talks to, unless a cell says otherwise.
	 * @return the service
	 */
	public Service service() {
		return this.service;
	}

	/**
	 * Return whether its callers take turns on connections.
	 * @return whether it is a pool, rather than a connection for each thread or for all
	 */
	public boolean isPool() {
		return this != RAW && this != RAW_TESTED && compareTo(SHARED) < 0;
	}

	/**
	 * Return whether it is another client whose callers share a connection.
	 * @return whether it is
	 */
	public boolean isRivalInSharing() {
		return compareTo(SHARED_NETTY) >= 0 && this != PIPELINE;
	}

}
