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

import java.io.IOException;

import javax.net.ssl.SSLContext;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.LengthFieldPrepender;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.netty.ChannelHandlerFactories;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;
import org.apache.camel.component.netty.TimeoutCorrelationManagerSupport;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;

/**
 * camel-netty: a producer with its pool, and Netty's codecs for length fields.
 */
final class CamelClient implements Client {

	private final CamelContext context;

	private final ProducerTemplate template;

	private final String endpoint;

	static Client pooled(Target target) {
		return new CamelClient(target, false);
	}

	/**
	 * Create one whose callers share one connection.
	 * @param target what to talk to
	 * @return the client
	 */
	static Client shared(Target target) {
		return new CamelClient(target, true);
	}

	private CamelClient(Target target, boolean shared) {
		this.context = new DefaultCamelContext();
		bind("length-encoder", new Encoder());
		bind("bytes-encoder", ChannelHandlerFactories.newByteArrayEncoder("tcp"));
		bind("length-decoder", ChannelHandlerFactories.newLengthFieldBasedFrameDecoder(target.maxFrame(), 0, 4, 0, 4));
		bind("bytes-decoder", ChannelHandlerFactories.newByteArrayDecoder("tcp"));
		this.endpoint = shared ? shared(endpoint(target)) : endpoint(target);
		this.context.start();
		this.template = this.context.createProducerTemplate();
	}

	@Override
	public byte[] exchange(byte[] request) {
		return this.template.requestBody(this.endpoint, request, byte[].class);
	}

	@Override
	public void close() throws IOException {
		this.template.close();
		this.context.stop();
	}

	private String shared(String endpoint) {
		bind("ids", new Ids());
		return endpoint + "&producerPoolEnabled=false&correlationManager=#ids";
	}

	private String endpoint(Target target) {
		String uri = "netty:tcp://" + Target.HOST + ":" + target.port()
				+ "?sync=true&tcpNoDelay=true&allowDefaultCodec=false"
				+ "&encoders=#length-encoder,#bytes-encoder&decoders=#length-decoder,#bytes-decoder"
				+ "&requestTimeout=" + target.responseTimeoutMillis() + "&producerPoolMaxTotal=" + target.connections()
				+ "&producerPoolMaxIdle=" + target.connections() + "&producerPoolMaxWait="
				+ target.acquireTimeoutMillis();
		if (target.tls() == null) {
			return uri;
		}
		bind("tls", new Tls(target.tls()));
		return uri + "&ssl=true&sslContextParameters=#tls";
	}

	private void bind(String name, Object bean) {
		this.context.getRegistry().bind(name, bean);
	}

	private static final class Encoder extends DefaultChannelHandlerFactory {

		@Override
		public ChannelHandler newChannelHandler() {
			return new LengthFieldPrepender(Integer.BYTES);
		}

	}

	/**
	 * Tells replies apart by their ids.
	 */
	private static final class Ids extends TimeoutCorrelationManagerSupport {

		Ids() {
			setTimeout(Target.RESPONSE_TIMEOUT.toMillis());
		}

		@Override
		public String getRequestCorrelationId(Object request) {
			return Long.toHexString(Question.id((byte[]) request));
		}

		@Override
		public String getResponseCorrelationId(Object response) {
			return Long.toHexString(Question.id((byte[]) response));
		}

	}

	private static final class Tls extends SSLContextParameters {

		private final SSLContext tls;

		Tls(SSLContext tls) {
			this.tls = tls;
		}

		@Override
		public SSLContext createSSLContext(CamelContext context) {
			return this.tls;
		}

	}

}
