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

package io.framedtcp;

import java.util.Map;
import java.util.Set;

/**
 * The types that users call, implement, configure, catch or watch. A type that is not
 * here belongs in a package below {@code io.framedtcp.internal}, or is package-private.
 * <p>
 * Users need not hold {@code FrameAssembler} and {@code FrameRecord}. These are public
 * since our other packages use them, and stay in {@code framing} since they share the
 * buffer of {@code FrameReader}.
 */
final class PublicTypes {

	static final Map<String, Set<String>> BY_PACKAGE = Map.of(//
			"io.framedtcp", Set.of("ExchangeContext", "FramedTcpAsyncOperations", "FramedTcpBusyException",
					"FramedTcpClosedException", "FramedTcpConnectException", "FramedTcpConnectionLostException",
					"FramedTcpException", "FramedTcpInterruptedException", "FramedTcpMalformedReplyException",
					"FramedTcpOperations", "FramedTcpSession", "FramedTcpSessionCallback", "FramedTcpTemplate",
					"FramedTcpTemplateBuilder", "FramedTcpTimeoutException", "FramedTcpWrongReplyException", "Phase"),
			"io.framedtcp.config",
			Set.of("AddressSelection", "AssignedIds", "ConnectionSettings", "ConnectionSettings.Lookup",
					"ConnectionSettingsBuilder", "Farewell", "Ordering", "PingSettings", "PoolSettings",
					"PoolSettings.Builder", "ProxyProtocol", "ProxySettings", "ProxyType", "ServerAddress",
					"SharedSettings", "SharedSettings.Builder", "SocketSettings", "TlsSettings", "TlsSettings.Builder",
					"UnexpectedBytesPolicy", "UnknownReplyPolicy"),
			"io.framedtcp.framing",
			Set.of("BerFraming", "ByteSource", "CollectingFraming", "ContentLengthFraming", "DelimiterFraming",
					"EndOfStreamException", "FixedSizeFraming", "FrameAssembler", "FrameAssembler.RequestSource",
					"FrameReader", "FrameRecord", "FrameWriter", "Framing", "LengthDigits", "LengthFieldFraming",
					"LengthFieldFraming.Builder", "MalformedFrameException", "NetstringFraming", "RawFraming",
					"RecordMarkingFraming", "RecordMarkingFraming.Builder", "RespFraming", "UntilCloseFraming",
					"VarintFraming"),
			"io.framedtcp.observation",
			Set.of("DefaultFramedTcpObservationConvention", "FramedTcpObservationContext",
					"FramedTcpObservationContext.Operation", "FramedTcpObservationConvention",
					"FramedTcpObservationDocumentation", "FramedTcpObservationDocumentation.HighCardinalityKeyNames",
					"FramedTcpObservationDocumentation.LowCardinalityKeyNames", "FramedTcpObservations",
					"TraceContextWriter"),
			"io.framedtcp.pool",
			Set.of("ClosedConnection", "ConnectFailure", "ConnectionRegister", "ConnectionState", "ConnectionStatus",
					"FramedConnectionPool", "PingFailedException", "PoolBusyException", "PoolClosedException",
					"PoolCounts", "PoolFailure", "PoolStatistics", "SharingStatus", "TlsStatus", "Traffic"),
			"io.framedtcp.spi",
			Set.of("CloseReason", "ConnectFailedException", "ConnectFailedException.Trait", "ConnectStep",
					"ConnectionAttributes", "ConnectionAttributes.Key", "ConnectionInfo", "ConnectionInitializer",
					"ConnectionListener", "CorrelationKey", "ExchangeMatcher", "ExchangeMatcher.Verdict",
					"ExpectedAnswer", "InitializerContext", "KeyedMatcher", "PayloadRedactor", "Ping", "PoolListener",
					"RequestStamper", "SynchronousPoolListener", "UnsolicitedFrameHandler"));

	private PublicTypes() {
	}

}
